/** The rows of the contents as a tree, and its visible lines. */

import type { Row } from "./rows";

/** A folder of the package. */
export interface Folder {
  /** Empty for the root. */
  path: string;
  name: string;
  /** The sum of the sizes of all files in it, in bytes. */
  size: number;
  /** The number of files in it. */
  files: number;
  folders: Map<string, Folder>;
  rows: Row[];
}

/** A line of the tree that is shown. */
export interface Line {
  path: string;
  name: string;
  /** From 1. */
  level: number;
  size: number;
  /** Its position among its siblings, from 1, and the number of siblings. */
  position: number;
  siblings: number;
  /** The file; null for folders. */
  row: Row | null;
  /** For a folder: the number of its files, and whether it is open. */
  files: number;
  isOpen: boolean;
}

const folder = (path: string, name: string): Folder => ({
  path,
  name,
  size: 0,
  files: 0,
  folders: new Map(),
  rows: [],
});

/** Builds the tree of rows. The rows must be sorted by path. */
export function treeOf(rows: Row[]): Folder {
  const root = folder("", "");
  const folders = new Map([["", root]]);
  const folderAt = (path: string): Folder => {
    const known = folders.get(path);
    if (known) return known;
    const slash = path.lastIndexOf("/");
    const made = folder(path, path.slice(slash + 1));
    folders.set(path, made);
    folderAt(path.slice(0, Math.max(0, slash))).folders.set(made.name, made);
    return made;
  };
  for (const row of rows) folderAt(row.path.slice(0, Math.max(0, row.path.lastIndexOf("/")))).rows.push(row);
  total(root);
  return root;
}

/** Adds up the sizes and the numbers of files of a folder and of its subfolders. */
function total(folder: Folder): void {
  folder.files = folder.rows.length;
  for (const { size } of folder.rows) folder.size += size;
  for (const inner of folder.folders.values()) {
    total(inner);
    folder.size += inner.size;
    folder.files += inner.files;
  }
}

/** The visible lines, folders before files. */
export function linesOf(root: Folder, isOpen: (path: string) => boolean): Line[] {
  const lines: Line[] = [];
  const walk = ({ folders, rows }: Folder, level: number) => {
    const siblings = folders.size + rows.length;
    let position = 0;
    for (const { path, name, size, files, ...inside } of folders.values()) {
      position++;
      const open = isOpen(path);
      lines.push({ path, name, level, size, position, siblings, row: null, files, isOpen: open });
      if (open) walk({ path, name, size, files, ...inside }, level + 1);
    }
    for (const row of rows) {
      position++;
      const { path, size } = row;
      const name = path.slice(path.lastIndexOf("/") + 1);
      lines.push({ path, name, level, size, position, siblings, row, files: 0, isOpen: false });
    }
  };
  walk(root, 1);
  return lines;
}

/** The index that a key moves to from `at`; null if the key does not move. */
export function moved(lines: Line[], at: number, key: string): number | null {
  const last = lines.length - 1;
  const line = lines[at];
  switch (key) {
    case "ArrowDown":
      return Math.min(last, at + 1);
    case "ArrowUp":
      return Math.max(0, at - 1);
    case "Home":
      return 0;
    case "End":
      return last;
    case "PageDown":
      return Math.min(last, at + 10);
    case "PageUp":
      return Math.max(0, at - 10);
    case "ArrowRight":
      return line?.isOpen ? Math.min(last, at + 1) : null;
    case "ArrowLeft": {
      if (!line || line.isOpen) return null;
      for (let above = at - 1; above >= 0; above--) {
        if ((lines[above]?.level ?? 0) < line.level) return above;
      }
      return null;
    }
    default:
      return null;
  }
}
