/** The package as nested blocks: distributions, folders and files. */

import type { LeaveOut, Plan } from "../packager/types";
import { t } from "../texts/language";

/** A part of the package. */
export interface TreemapNode {
  /** Identifies the block. It is the same from plan to plan. */
  key: string;
  name: string;
  kind: "package" | "distribution" | "own" | "folder" | "file";
  /** The unzipped size of all its files, in bytes. */
  size: number;
  /** The number of files in it. */
  files: number;
  /** The item that it comes from, as dropped; empty if there are several. */
  from: string;
  /** The bytes that the package loses without it. */
  saved: number;
  /** For a distribution: the bytes that the package loses without it and without what only it needs. */
  savedInAll: number;
  /** The names with which it is excluded; null if it cannot be excluded. */
  names: LeaveOut | null;
  inner: TreemapNode[];
}

/** Blocks that are being filled, with their folders by name. */
interface Filling extends TreemapNode {
  folders: Map<string, Filling>;
}

function filling(key: string, name: string, kind: TreemapNode["kind"], names: LeaveOut | null): Filling {
  const counts = { size: 0, files: 0, from: "", saved: 0, savedInAll: 0 };
  return { key, name, kind, ...counts, names, inner: [], folders: new Map() };
}

/** The blocks of a plan. In each block, the largest come first. */
export function blocksOf(plan: Plan): TreemapNode {
  const root = filling("", t("Package"), "package", null);
  const own = filling("own", t("Your files"), "own", null);
  const distributions = plan.distributions.map(({ name, removableSize }) => {
    const block = filling(`of ${name}`, name, "distribution", { distributions: [name] });
    return { ...block, savedInAll: removableSize };
  });
  // A folder can contain files of several distributions.
  const folderSizes = new Map<string, number>();
  for (const { path, size, from, distribution } of plan.entries) {
    const top = (distribution === undefined ? undefined : distributions[distribution]) ?? own;
    count(root, size, from);
    count(top, size, from);
    let at: Filling = top;
    for (let slash = path.indexOf("/"); slash !== -1; slash = path.indexOf("/", slash + 1)) {
      const folder = path.slice(0, slash);
      folderSizes.set(folder, (folderSizes.get(folder) ?? 0) + size);
      at = within(at, top.key, folder);
      count(at, size, from);
    }
    const file = filling(`${top.key}:${path}`, path.slice(path.lastIndexOf("/") + 1), "file", { paths: [path] });
    count(file, size, from);
    at.inner.push(file);
  }
  root.inner = [...distributions, own].filter(({ files }) => files > 0);
  settle(root, folderSizes);
  return root;
}

function count(block: Filling, size: number, from: string): void {
  block.from = block.files === 0 || block.from === from ? from : "";
  block.size += size;
  block.files++;
}

function within(block: Filling, top: string, folder: string): Filling {
  const known = block.folders.get(folder);
  if (known) return known;
  const name = folder.slice(folder.lastIndexOf("/") + 1);
  const made = filling(`${top}:${folder}/`, `${name}/`, "folder", { paths: [folder] });
  block.folders.set(folder, made);
  block.inner.push(made);
  return made;
}

function settle(block: Filling, folderSizes: Map<string, number>): void {
  const [folder] = block.kind === "folder" ? (block.names?.paths ?? []) : [];
  block.saved = folder === undefined ? block.size : (folderSizes.get(folder) ?? block.size);
  for (const inner of block.inner as Filling[]) if (inner.folders) settle(inner, folderSizes);
  block.inner.sort((a, b) => b.size - a.size || (a.name < b.name ? -1 : 1));
}

/** The blocks from the outermost to the one with this key, as far as they exist. */
export function wayTo(root: TreemapNode, key: string): TreemapNode[] {
  const way = [root];
  for (;;) {
    const next = way.at(-1)?.inner.find((inner) => inner.key === key || key.startsWith(insideOf(inner)));
    if (!next) return way;
    way.push(next);
  }
}

/** The prefix of the keys of the blocks inside a block. */
function insideOf({ key, kind }: TreemapNode): string {
  return kind === "folder" ? key : `${key}:`;
}
