/** An existing package that was dropped alone, and the user's edits of files in it. */

import { topName } from "../common/item-path";
import type { Item, Plan } from "../packager/types";
import type { Edit, Edited } from "./edits";

/**
 * The name of the existing package that was dropped, if nothing else was dropped. It can be checked and repaired.
 * Without a plan, it is recognised by its name only.
 */
export function existingPackage({ items, edits }: Edited, plan: Pick<Plan, "sources"> | null): string | null {
  const added = new Set(edits.filter(({ before }) => before === null).map(({ path }) => path));
  let only: Item | undefined;
  for (const item of items) {
    if (added.has(item.path)) continue;
    // Ends here, because the remaining items may be many and do not change the result.
    if (only || item.path.includes("/")) return null;
    only = item;
  }
  if (!only) return null;
  const isArchive = plan ? plan.sources.some(({ kind }) => kind === "archive") : /\.zip$/i.test(only.path);
  return isArchive ? only.path : null;
}

/** The folder of the edited copies of a zip's files. A function's own files take precedence over those of zips. */
export function editedFolder(zip: string, items: Item[]): string {
  const folder = zip.replace(/\.zip$/i, "");
  // A name that is taken would mix both.
  return folder === zip || items.some(({ path }) => path === folder) ? `${folder} edited` : folder;
}

/** The edited copies of files of each dropped zip, by the name of the zip: their folder, and their number. */
export function editedZips(items: Item[], edits: Edit[]): Map<string, { folder: string; files: number }> {
  const copies = new Map<string, number>();
  for (const { path, before } of edits) {
    if (before !== null || path === null || !path.includes("/")) continue;
    copies.set(topName(path), (copies.get(topName(path)) ?? 0) + 1);
  }
  const zips = new Map<string, { folder: string; files: number }>();
  if (copies.size === 0) return zips;
  for (const { path } of items) {
    if (path.includes("/") || !/\.zip$/i.test(path)) continue;
    const folder = editedFolder(path, items);
    const files = copies.get(folder);
    // A dropped folder of that name is a source of its own.
    const inside = files === undefined ? [] : items.filter((item) => topName(item.path) === folder);
    if (files !== undefined && inside.length === files) zips.set(path, { folder, files });
  }
  return zips;
}

/** The names of dropped files and folders, and for each zip also the folder of its edited files. */
export function withEditedFolders(names: string[], { items, edits }: Edited): Set<string> {
  const zips = editedZips(items, edits);
  return new Set(names.flatMap((name) => [name, ...(zips.has(name) ? [zips.get(name)?.folder ?? name] : [])]));
}
