/** Scans a folder again for changes since the last scan. */

import { limitConcurrency } from "../common/limit-concurrency";
import type { Item } from "../packager/types";
import { fileAgain, keptFile } from "./folder";
import { NEVER_SHIPPED } from "./read";

/** Number of simultaneous calls to the browser's process. */
const CONCURRENCY = 64;

/** Whether two files are the same, as far as this can be determined without reading them. */
const isSame = (a: Blob, b: Blob) =>
  a.size === b.size && a instanceof File && b instanceof File && a.lastModified === b.lastModified;

/**
 * The current items of a folder, sorted by path; undefined if none has changed since `before`, its items at the last
 * scan. An unchanged file keeps its item object, so that it is not read again. A dropped file whose name the handle leaves
 * out is looked at by its entry. Rejects if the folder cannot be listed.
 */
export async function rescanFolder(
  folder: FileSystemDirectoryHandle,
  before: Item[],
  signal: AbortSignal,
): Promise<Item[] | undefined> {
  const known = new Map(before.map((item) => [item.path, item]));
  const limit = limitConcurrency(CONCURRENCY);
  const items: Item[] = [];
  const listed = new Set<string>();
  const list = async (directory: FileSystemDirectoryHandle, path: string): Promise<void> => {
    const children: Promise<void>[] = [];
    for await (const child of directory.values()) {
      signal.throwIfAborted();
      const childPath = `${path}/${child.name}`;
      if (child.kind === "directory") {
        if (child.name !== NEVER_SHIPPED) children.push(list(child, childPath));
      } else {
        children.push(limit(() => look(child, childPath)));
      }
    }
    await Promise.all(children);
  };
  const look = async (handle: FileSystemFileHandle, path: string): Promise<void> => {
    // Editors write a new file and rename it, so a file may disappear between two calls.
    listed.add(path);
    take(path, await keptFile(handle).catch(() => undefined));
  };
  const take = (path: string, file: File | undefined) => {
    const last = known.get(path);
    if (file) items.push(last && isSame(last.file, file) ? last : { path, file });
  };
  await list(folder, folder.name);
  const unlisted = before.filter(({ path }) => !listed.has(path));
  await Promise.all(unlisted.map(({ path, file }) => limit(async () => take(path, await fileAgain(file)))));
  const isUnchanged = items.length === before.length && items.every((item) => known.get(item.path) === item);
  return isUnchanged ? undefined : items.sort((a, b) => (a.path < b.path ? -1 : 1));
}
