/** Requirements that the user types instead of writing them into a file. */

import type { Item, Missing } from "../packager/types";

/** Files that state requirements. What they do not name is not required. */
const STATING =
  /(?:^|\/)(?:requirements[^/]*\.(?:txt|in)|pyproject\.toml|pylock(?:\.[^/]+)?\.toml|(?:uv|poetry|pdm)\.lock|Pipfile(?:\.lock)?|setup\.(?:cfg|py)|environment\.ya?ml)$/i;

/** Those of them that state exactly what is installed. */
const LOCKING = /(?:^|\/)(?:pylock(?:\.[^/]+)?\.toml|(?:uv|poetry|pdm)\.lock|Pipfile\.lock)$/i;

/** Whether a file that is not in a layer states requirements ("stated"), or exactly what is installed ("locked"). */
export function statementOf(items: Item[]): "none" | "stated" | "locked" {
  const stating = items.filter(({ path, role }) => role !== "layer" && STATING.test(path));
  if (stating.length === 0) return "none";
  return stating.some(({ path }) => LOCKING.test(path)) ? "locked" : "stated";
}

/** The requirements in a line such as "pandas>=2, requests[socks]". Each begins with a letter. */
export const typedRequirements = (text: string): string[] =>
  text
    .trim()
    .split(/(?:\s*,\s*|\s+)(?=[a-z][\w.-]*\s*(?:[[,<>=!~;@\s]|$))/i)
    .filter((requirement) => requirement !== "");

/** The missing requirements that are only guessed from imports, as one line. */
export const guessedLine = ({ needs }: Missing): string =>
  needs
    .filter(({ guessed }) => guessed)
    .map(({ requirement }) => requirement)
    .join(" ");
