import { countByTop } from "../common/item-path";
import { limitConcurrency } from "../common/limit-concurrency";
import type { Item } from "../packager/types";
import type { Child, Folder } from "./folder";

/** What a drop or a pick contains. */
export interface Dropped {
  items: Item[];
  /** Paths that the browser could not read. */
  unreadable: string[];
  /** Names of dropped folders without any file outside of `.git`. */
  empty: string[];
}

/** Lets the caller of a read receive its progress and cancel it. */
export interface ReadOptions {
  /** Called with the number of files found since the last call. */
  onCount?: (files: number) => void;
  signal?: AbortSignal;
}

/**
 * A folder that is never part of a package and can contain more files than everything else. Planning decides what else
 * is excluded.
 */
export const NEVER_SHIPPED = ".git";

/** Number of simultaneous calls to the browser's process: each call waits for an answer from it. */
const CONCURRENCY = 64;

/** Lists dropped files and all files in dropped folders, sorted by path. Rejects only if it is aborted. */
export async function readDropped(
  dropped: (File | Promise<Folder>)[],
  { onCount, signal }: ReadOptions = {},
): Promise<Dropped> {
  const items: Item[] = [];
  const unreadable: string[] = [];
  const limit = limitConcurrency(CONCURRENCY);

  const attempt = async (path: string, task: () => Promise<void>) => {
    try {
      await task();
    } catch (error) {
      if (signal?.aborted) throw error;
      unreadable.push(path);
    }
  };
  const readFolder = (folder: Folder, path: string): Promise<void> =>
    attempt(path, async () => {
      const children = (await limit(() => folder.list(signal))).filter(isWanted);
      onCount?.(children.filter((child) => "file" in child).length);
      await Promise.all(children.map((child) => readChild(child, `${path}/${child.name}`)));
    });
  const readChild = (child: Child, path: string): Promise<void> => {
    if ("folder" in child) return readFolder(child.folder, path);
    return attempt(path, async () => {
      signal?.throwIfAborted();
      items.push({ path, file: await limit(() => child.file()) });
    });
  };

  const files = dropped.filter((one): one is File => one instanceof File);
  const folders = await Promise.all(dropped.filter((one): one is Promise<Folder> => !(one instanceof File)));
  for (const file of files) items.push({ path: file.name, file });
  onCount?.(files.length);
  await Promise.all(folders.map((folder) => readFolder(folder, folder.name)));

  const filled = countByTop([...items, ...unreadable.map((path) => ({ path }))]);
  const empty = folders.map((folder) => folder.name).filter((name) => !filled.has(name));
  return { items: items.sort(byPath), unreadable: unreadable.sort(), empty };
}

/**
 * The files of an `<input type="file">`. It does not read the sizes of files: reading a size for the first time takes a
 * third of a millisecond for each file of a picked folder.
 */
export function readPicked(files: Iterable<File>): Dropped {
  const items: Item[] = [];
  for (const file of files) {
    const path = file.webkitRelativePath || file.name;
    const folders = path.split("/").slice(1, -1);
    if (!folders.includes(NEVER_SHIPPED)) items.push({ path, file });
  }
  return { items: items.sort(byPath), unreadable: [], empty: [] };
}

function byPath(a: Item, b: Item): number {
  if (a.path === b.path) return 0;
  return a.path < b.path ? -1 : 1;
}

function isWanted(child: Child): boolean {
  return "file" in child || child.name !== NEVER_SHIPPED;
}
