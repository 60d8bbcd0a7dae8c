/** What a function is pressed from, and what of it has changed since the last time. */

import type { Package, Stated } from "../packager/types";

/** What was pressed, and from what. */
export interface Build {
  inputs: Inputs;
  package: Package;
}

/** All that decides on a package. */
export interface Inputs {
  /** Runtime, architecture, kind. */
  target: Record<string, string>;
  /** Size and time of each file, by its path. Two drops of one file have the same. */
  files: Map<string, string>;
}

/** The inputs of a function or layer. Its handler is none: it changes what is checked, and not what is packed. */
export function inputsOf({ target: { runtime, architecture, kind }, items }: Stated): Inputs {
  const files = items.map(({ path, file }): [string, string] => [path, stampOf(file)]);
  return { target: { runtime, architecture, kind }, files: new Map(files) };
}

function stampOf(file: Blob): string {
  return `${file.size} ${file instanceof File ? file.lastModified : ""}`;
}

/** What two functions have in common if their packages are the same. */
export function keyOf({ target, files }: Inputs): string {
  return JSON.stringify([target, [...files].sort()]);
}

/** Changes that are named one by one. */
const MOST_NAMED = 3;

/** What differs, in clauses: "app.py has changed". */
export function changesBetween(before: Inputs, now: Inputs): string[] {
  const changes = Object.entries(now.target).flatMap(([name, value]) =>
    before.target[name] === value ? [] : [`${name} is ${value}, and was ${before.target[name]}`],
  );
  const files: string[] = [];
  for (const [path, stamp] of now.files) {
    const old = before.files.get(path);
    if (old === undefined) files.push(`${path} is new`);
    else if (old !== stamp) files.push(`${path} has changed`);
  }
  for (const path of before.files.keys()) if (!now.files.has(path)) files.push(`${path} is gone`);
  const more = files.length - MOST_NAMED;
  return [...changes, ...files.slice(0, MOST_NAMED), ...(more > 0 ? [`${more} more files differ`] : [])];
}
