/** Requirements that are typed instead of written into a file. */

import type { Item, Missing } from "../packager/types";

/** Files that say what is required: what they do not name is left out. */
const STATING =
  /(?:^|\/)(?:requirements[^/]*\.(?:txt|in)|pyproject\.toml|pylock(?:\.[^/]+)?\.toml|(?:uv|poetry|pdm)\.lock|Pipfile(?:\.lock)?|setup\.(?:cfg|py)|environment\.ya?ml)$/i;

/** Of them, those that say exactly what is installed. */
const LOCKING = /(?:^|\/)(?:pylock(?:\.[^/]+)?\.toml|(?:uv|poetry|pdm)\.lock|Pipfile\.lock)$/i;

/** Whether a file among what ships says what is required, or even exactly what is installed. */
export function statementOf(items: Item[]): "none" | "stated" | "locked" {
  const stating = items.filter(({ path, role }) => role !== "layer" && STATING.test(path));
  if (stating.length === 0) return "none";
  return stating.some(({ path }) => LOCKING.test(path)) ? "locked" : "stated";
}

/** The requirements of a line: "pandas>=2, requests[socks]". Each begins with a letter or a digit. */
export const typedRequirements = (text: string): string[] =>
  text
    .trim()
    .split(/(?:\s*,\s*|\s+)(?=[a-z][\w.-]*\s*(?:[[,<>=!~;@\s]|$))/i)
    .filter((requirement) => requirement !== "");

/** What is missing of which nothing but imports tell. */
export const guessedLine = ({ needs }: Missing): string =>
  needs
    .filter(({ guessed }) => guessed)
    .map(({ requirement }) => requirement)
    .join(" ");
