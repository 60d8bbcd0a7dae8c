/** Items of files and folders on the disk, as a page makes them of dropped ones. */

import { type Dirent, type Stats, statSync } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { errorMessage } from "../common/error-message";
import { abortError, PackagerError } from "../packager/errors";
import { invalid, isObject } from "../packager/rules";
import type { Item } from "../packager/types";
import { DiskFile } from "./disk-file";

/**
 * A folder that is never part of a package and can contain more files than everything else. Planning decides what else
 * is excluded.
 */
const NEVER_SHIPPED = ".git";

/**
 * The items of files and folders, with paths relative to their parent folders: "app/function.py" for a file in
 * "/home/me/app". Links are followed, as browsers do. Entries of folders that are no files are skipped, such as pipes and
 * links to what is not there; `onSkip` is called with the path and the reason. A file that cannot be read is an item, so
 * that planning reports it if it matters. What was read is cached per item, so create the items only once.
 *
 * Rejects with a `PackagerError` of code "file-unreadable" if a path does not exist or a folder cannot be listed, of
 * code "path-conflict" if two paths have the same name, of code "invalid-option" if a path is no string, and with an
 * `AbortError`.
 */
export async function itemsFrom(
  paths: string | Iterable<string>,
  { signal, onSkip = () => {} }: { signal?: AbortSignal; onSkip?: (path: string, reason: string) => void } = {},
): Promise<Item[]> {
  const items: Item[] = [];
  // The paths by their names, which distinguish the dropped files and folders.
  const given = new Map<string, { path: string; file: string }>();
  for (const path of checkedPaths(paths)) {
    const file = resolve(path);
    const name = basename(file);
    if (!name) throw unreadable(path, new Error("it is the root of a disk"));
    const other = given.get(name);
    if (other && other.file !== file) throw sameName(path, other.path);
    given.set(name, { path, file });
  }
  for (const [name, { path, file }] of given) {
    const stats = await stat(file).catch((error) => {
      throw unreadable(path, error);
    });
    if (stats.isDirectory()) await list({ file, path: name, above: [idOf(stats)] }, { items, onSkip, signal });
    else if (stats.isFile()) items.push({ path: name, file: diskFile(file, stats) });
    else throw unreadable(path, new Error(NEITHER));
  }
  return items.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

/**
 * A file by its path.
 *
 * Rejects with a `PackagerError` of code "file-unreadable" if there is no such file.
 */
export async function fileFrom(path: string): Promise<File> {
  checkPath(path, "path");
  try {
    const stats = await stat(path);
    if (!stats.isFile()) throw new Error("it is not a file");
    return diskFile(resolve(path), stats);
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** The paths, if they are strings. */
function checkedPaths(paths: string | Iterable<string>): string[] {
  if (typeof paths === "string") return [paths];
  const isIterable = isObject(paths) || Array.isArray(paths);
  if (!isIterable || !(Symbol.iterator in paths))
    throw invalid('"paths"', paths, "a path or a list of paths", ofUrl(paths));
  const all = [...paths];
  for (const [at, path] of all.entries()) checkPath(path, `paths[${at}]`);
  return all;
}

function checkPath(path: string, name: string): void {
  if (typeof path !== "string") throw invalid(`"${name}"`, path, "a path", ofUrl(path));
}

const ofUrl = (path: unknown) =>
  path instanceof URL ? "Make a path of it with fileURLToPath of node:url" : "Pass a string";

const NEITHER = "it is neither a file nor a folder";

interface Folder {
  /** Its absolute path on the disk. */
  file: string;
  /** Its path as dropped. */
  path: string;
  /** The ids of the folder and its parent folders. A link to one of them would never end. */
  above: string[];
}

/** Identifies a folder. */
const idOf = ({ dev, ino }: Stats) => `${dev}:${ino}`;

/** What listing a folder adds to. */
interface Listing {
  items: Item[];
  onSkip(path: string, reason: string): void;
  signal?: AbortSignal | undefined;
}

/** Adds the files in a folder. */
async function list(folder: Folder, listing: Listing): Promise<void> {
  const { items, onSkip, signal } = listing;
  if (signal?.aborted) throw abortError();
  const children = await readdir(folder.file, { withFileTypes: true }).catch((error) => {
    throw unreadable(folder.file, error);
  });
  for (const child of children) {
    const file = join(folder.file, child.name);
    const path = `${folder.path}/${child.name}`;
    const seen = look(file, child);
    if ("skipped" in seen) onSkip(path, seen.skipped);
    else if ("problem" in seen) items.push({ path, file: unreadableFile(file, seen.problem) });
    else if (seen.isFile()) items.push({ path, file: diskFile(file, seen) });
    else if (child.name !== NEVER_SHIPPED && !folder.above.includes(idOf(seen))) {
      await list({ file, path, above: [...folder.above, idOf(seen)] }, listing);
    }
  }
}

/**
 * The stats of a child of a folder, or the reason why it is skipped or cannot be read. Synchronous, because there may be
 * tens of thousands.
 */
function look(file: string, child: Dirent): Stats | { skipped: string } | { problem: string } {
  try {
    const stats = statSync(file);
    return stats.isFile() || stats.isDirectory() ? stats : { skipped: NEITHER };
  } catch (error) {
    const isDangling = child.isSymbolicLink() && NOWHERE.includes((error as NodeJS.ErrnoException).code ?? "");
    return isDangling ? { skipped: "it is a link to what is not there" } : { problem: errorMessage(error) };
  }
}

/** The codes of the errors of links that lead nowhere, or to themselves. */
const NOWHERE = ["ENOENT", "ENOTDIR", "ELOOP"];

const diskFile = (path: string, { size, mtimeMs }: Stats) =>
  new DiskFile({ path, start: 0, end: size, size, modified: mtimeMs });

const unreadableFile = (path: string, problem: string) =>
  new DiskFile({ path, start: 0, end: 0, size: 0, modified: 0, problem });

function unreadable(path: string, error: unknown): PackagerError {
  const isGone = (error as NodeJS.ErrnoException).code === "ENOENT";
  return new PackagerError({
    code: "file-unreadable",
    message: `"${path}" cannot be read: ${isGone ? "there is no such file or folder" : errorMessage(error)}`,
    path,
    hint: isGone ? "Check the path" : "Check the path, and whether you may read it",
  });
}

const sameName = (path: string, other: string) =>
  new PackagerError({
    code: "path-conflict",
    message: `"${path}" has the name of "${other}"`,
    path,
    hint: "Rename one of them, or give the folder that has both",
  });
