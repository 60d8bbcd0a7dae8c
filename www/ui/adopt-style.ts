/** Style sheets of parts that are scripts of their own. The page's first style sheet does not contain them. */

const adopted = new Set<string>();

/** Adds a part's style sheet once, after those of the page. The policy of the page allows no style elements. */
export function adoptStyle(text: string): void {
  if (adopted.has(text)) return;
  adopted.add(text);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  document.adoptedStyleSheets.push(sheet);
}
