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

/** The start of a requirement: a name with a letter, then an extra, a version, a marker, an address, or nothing. */
const NAME = String.raw`(?=(?:[a-z]|\d[\d._-]*[a-z])[\w.-]*\s*(?:[[,<>=!~;@\s]|$))`;
/** Commas in the quotes of a marker separate nothing. */
const COMMA = new RegExp(String.raw`\s*,\s*${NAME}(?=(?:[^'"]|'[^']*'|"[^"]*")*$)`, "i");
/** A version that begins with digits may follow an operator and a space. */
const SPACE = new RegExp(String.raw`(?<![<>=!~\s])\s+${NAME}`, "i");

/**
 * The requirements in a line such as "pandas>=2, requests[socks]". Commas or spaces separate them. A marker ends at the
 * next comma, since its words look like names.
 */
export const typedRequirements = (text: string): string[] =>
  text
    .trim()
    .split(COMMA)
    .flatMap((part) => {
      const [, names = "", marker = ""] = /^([^;]*?)(\s*;.*)?$/s.exec(part) ?? [];
      const requirements = names.split(SPACE);
      return requirements.map((one, index) => (index === requirements.length - 1 ? one + marker : one));
    })
    .filter((requirement) => requirement !== "");

/** The missing requirements that are only guessed from imports, as one line. */
export const guessedLine = ({ needs }: Missing): string =>
  needs
    .filter(({ guessed }) => guessed)
    .map(({ requirement }) => requirement)
    .join(" ");
