/** Requirements that are typed instead of written into a file. */

import type { Item, Missing } from "../packager/types";

/** Files that say what is required: what they do not name is left out, so it belongs into them. */
const STATING =
  /(?:^|\/)(?:requirements[^/]*\.(?:txt|in)|pyproject\.toml|pylock(?:\.[^/]+)?\.toml|(?:uv|poetry|pdm)\.lock|Pipfile(?:\.lock)?|setup\.(?:cfg|py)|environment\.ya?ml)$/i;

/** Whether a file among what ships says what is required. */
export const hasStatement = (items: Item[]): boolean =>
  items.some(({ path, role }) => role !== "layer" && STATING.test(path));

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
