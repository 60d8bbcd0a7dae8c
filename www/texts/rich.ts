import type { ComponentChildren } from "preact";
import { HOLE, t } from "./language";

/** A text whose holes are filled with elements: "Drop the folder {code} here". */
export function rich(english: string, values: Record<string, ComponentChildren>): ComponentChildren {
  // A pattern with one group gives texts and names in turn.
  return t(english)
    .split(HOLE)
    .map((part, index) => (index % 2 === 1 ? values[part] : part));
}
