/** Styles of parts that are scripts of their own, so that the page's first style sheet does not have them. */

const adopted = new Set<string>();

/** Adds a part's style sheet behind those of the page, once. The policy of the page allows no style elements. */
export function adoptStyle(text: string): void {
  if (adopted.has(text)) return;
  adopted.add(text);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  document.adoptedStyleSheets.push(sheet);
}
