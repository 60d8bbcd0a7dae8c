import pLimit from "p-limit";
import type { Item } from "../packager/types";
import type { Child, Folder } from "./folder";

/** What a drop or a pick turned out to hold. */
export interface Dropped {
  items: Item[];
  /** Paths the browser could not read. */
  unreadable: string[];
  /** Dropped folders without a file to ship. */
  empty: string[];
}

export interface ReadOptions {
  /** Told how many more files were found. */
  onCount?: (files: number) => void;
  signal?: AbortSignal;
}

/** Never ships, and can hold more files than everything else. What else is left out is for planning to say. */
const NEVER_SHIPPED = ".git";

/** Each call goes to the browser's process and back, so several have to be under way at a time. */
const IN_FLIGHT = 64;

/** Lists dropped files and folders, however deep, in the order of their paths. */
export async function readDropped(
  dropped: (File | Promise<Folder>)[],
  { onCount, signal }: ReadOptions = {},
): Promise<Dropped> {
  const items: Item[] = [];
  const unreadable: string[] = [];
  const limit = pLimit(IN_FLIGHT);

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
      const children = (await limit(() => folder.list(signal))).filter(ships);
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

  const filled = new Set([...items.map((item) => item.path), ...unreadable].map((path) => path.split("/")[0]));
  const empty = folders.map((folder) => folder.name).filter((name) => !filled.has(name));
  return { items: items.sort(byPath), unreadable: unreadable.sort(), empty };
}

/**
 * The files of an `<input type="file">`. Nothing here asks a file for its size: the first
 * answer costs a third of a millisecond for each file of a picked folder.
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

function ships(child: Child): boolean {
  return "file" in child || child.name !== NEVER_SHIPPED;
}
