/** The texts of the core, in words that fit a shell. */

/** A text of the core as the shell needs it: nothing is dropped there, and nothing is reloaded. Names stay. */
export function inShell(text: string): string {
  const parts = text.split(/("[^"]*"|(?<=\s)'[^']*')/);
  return parts.map((part, at) => (at % 2 === 1 ? part : replaced(part))).join("");
}

const replaced = (text: string) => IN_SHELL.reduce((text, [page, shell]) => text.replace(page, shell), text);

const IN_SHELL: readonly [page: string | RegExp, shell: string][] = [
  [
    "Drop it again: it was moved, deleted or changed after it was dropped",
    "Check that it is there and can be read, and run the command again: it may have been moved, deleted or changed",
  ],
  ["Reload the page", "Run the command again; if it happens again, please report it"],
  [/\band drop it(?: too| again)?\b/g, "and give its path too"],
  [/\bdropped\b/g, "given"],
  [/\bthe drop\b/g, "the paths"],
  [/\bdrop\b/g, "give"],
  [/\bDrop\b/g, "Give"],
];
