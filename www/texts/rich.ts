import type { ComponentChildren } from "preact";
import { HOLE, t } from "./language";

/** A text whose placeholders are replaced by elements, such as "Drop the folder {code} here". */
export function rich(english: string, values: Record<string, ComponentChildren>): ComponentChildren {
  // Splitting by a pattern with one group returns texts and names alternately.
  return t(english)
    .split(HOLE)
    .map((part, index) => (index % 2 === 1 ? values[part] : part));
}
