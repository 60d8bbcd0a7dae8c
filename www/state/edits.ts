/** The user's edits. They replace what was dropped, and can be undone one by one. */

import { topName } from "../common/item-path";
import type { Item } from "../packager/types";

/** A change of one file since it was dropped. */
export interface Edit {
  /** The current path; null if the file was deleted. */
  path: string | null;
  /** The dropped item; null if the file is new. */
  before: Item | null;
}

/** The items after the edits, and the edits. */
export interface Edited {
  items: Item[];
  edits: Edit[];
}

/** Changes the contents of a file. Adds a file if there is none at that path. */
export function write({ items, edits }: Edited, path: string, file: Blob): Edited {
  const before = items.find((item) => item.path === path);
  const isKnown = edits.some((edit) => edit.path === path);
  return {
    items: before ? items.map((item) => (item === before ? { path, file } : item)) : [...items, { path, file }],
    edits: isKnown ? edits : [...edits, { path, before: before ?? null }],
  };
}

/** Renames a file. Changes nothing if the new path is taken. */
export function rename({ items, edits }: Edited, from: string, to: string): Edited {
  const before = items.find(({ path }) => path === from);
  if (!before || items.some(({ path }) => path === to)) return { items, edits };
  const known = edits.find(({ path }) => path === from);
  const edit = { path: to, before: known ? known.before : before };
  return {
    items: items.map((item) => (item === before ? { ...item, path: to } : item)),
    edits: [...edits.filter((one) => one !== known), edit].filter((one) => !isNothing(one, before.file)),
  };
}

/** Removes a file. */
export function remove({ items, edits }: Edited, path: string): Edited {
  const before = items.find((item) => item.path === path);
  if (!before) return { items, edits };
  const known = edits.find((edit) => edit.path === path);
  const dropped = known ? known.before : before;
  const others = edits.filter((edit) => edit !== known);
  return {
    items: items.filter((item) => item !== before),
    edits: dropped ? [...others, { path: null, before: dropped }] : others,
  };
}

/** Undoes an edit: the file is again as it was dropped. */
export function undo({ items, edits }: Edited, edit: Edit): Edited {
  const { path, before } = edit;
  const left = edits.filter((one) => one !== edit);
  const others = items.filter((item) => item.path !== path);
  // Meanwhile, another file may have taken its path.
  if (before && others.some((item) => item.path === before.path)) return { items, edits };
  return { items: before ? [...others, before] : others, edits: left };
}

/** The edits that remain when the files and folders of these names are replaced or removed. */
export function without(edits: Edit[], names: Set<string>): Edit[] {
  return edits.filter(({ path, before }) => !names.has(topName(path ?? before?.path ?? "")));
}

/** The items of a folder as they were dropped, without the edits. */
export function asDropped({ items, edits }: Edited, name: string): Item[] {
  const edited = new Set(edits.map(({ path }) => path));
  const before = edits.flatMap((edit) => (edit.before ? [edit.before] : []));
  const unedited = items.filter(({ path }) => !edited.has(path));
  return [...unedited, ...before].filter(({ path }) => topName(path) === name);
}

/**
 * Replaces the items of a folder by those that are now on disk. An edit stays, unless its file has changed on disk too:
 * then the file on disk is used.
 */
export function onto({ items, edits }: Edited, name: string, disk: Item[]): Edited {
  const isInside = (path: string) => topName(path) === name;
  const onDisk = new Set(disk);
  const paths = new Set(disk.map(({ path }) => path));
  const left = edits.filter(({ path, before }) => {
    if (!isInside(path ?? before?.path ?? "")) return true;
    return before ? onDisk.has(before) : !paths.has(path ?? "");
  });
  const replaced = new Set(left.map(({ before }) => before));
  const edited = new Set(left.map(({ path }) => path));
  const kept = items.filter(({ path }) => !isInside(path) || edited.has(path));
  return { items: [...kept, ...disk.filter((item) => !replaced.has(item))], edits: left };
}

/** Whether an edit has no effect: the file was renamed back, and has no other change. */
function isNothing({ path, before }: Edit, file: Blob): boolean {
  return before !== null && before.path === path && before.file === file;
}
