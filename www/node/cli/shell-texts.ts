/** The texts of the core, in words that fit a shell. */

/** A text of the core as the shell needs it: nothing is dropped there, and nothing is reloaded. Names stay. */
export function inShell(text: string): string {
  const parts = text.split(/("[^"]*"|(?<=\s)'[^']*')/);
  return parts.map((part, at) => (at % 2 === 1 ? part : replaced(part))).join("");
}

const replaced = (text: string) => IN_SHELL.reduce((text, [page, shell]) => text.replace(page, shell), text);

/** A word that is not a part of a name: of a distribution, a file or an address. */
const word = (text: string) => new RegExp(`(?<![\\w./:@-])${text}(?![\\w/:@=<>-]|\\.\\w)`, "g");

const IN_SHELL: readonly [page: string | RegExp, shell: string][] = [
  [
    "Drop it again: it was moved, deleted or changed after it was dropped",
    "Check that it is there and can be read, and run the command again: it may have been moved, deleted or changed",
  ],
  ["Reload the page", "Run the command again; if it happens again, please report it"],
  [/\band drop it(?: too| again)?\b/g, "and give its path too"],
  [word("dropped"), "given"],
  [word("the drop"), "the paths"],
  [word("drop"), "give"],
  [word("Drop"), "Give"],
];
