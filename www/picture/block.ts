/** The package as blocks within blocks: distributions, folders and files. */

import type { LeaveOut, Plan } from "../packager/types";
import { t } from "../texts/language";

/** A part of the package. */
export interface Block {
  /** Names it among all, and stays from plan to plan. */
  key: string;
  name: string;
  kind: "package" | "distribution" | "own" | "folder" | "file";
  /** Of all its files, unzipped, in bytes. */
  size: number;
  /** How many files are in it. */
  files: number;
  /** The item it comes from, as dropped; empty for several. */
  from: string;
  /** What the package loses without it, in bytes. */
  saved: number;
  /** Of a distribution: what the package loses without it and what only it needs. */
  savedInAll: number;
  /** What leaves it out; null if that cannot be. */
  names: LeaveOut | null;
  inner: Block[];
}

/** Blocks that are being filled, with their folders by name. */
interface Filling extends Block {
  folders: Map<string, Filling>;
}

function filling(key: string, name: string, kind: Block["kind"], names: LeaveOut | null): Filling {
  const counts = { size: 0, files: 0, from: "", saved: 0, savedInAll: 0 };
  return { key, name, kind, ...counts, names, inner: [], folders: new Map() };
}

/** The blocks of a plan. In each, the largest come first. */
export function blocksOf(plan: Plan): Block {
  const root = filling("", t("Package"), "package", null);
  const own = filling("own", t("Your files"), "own", null);
  const distributions = plan.distributions.map(({ name, removableSize }) => {
    const block = filling(`of ${name}`, name, "distribution", { distributions: [name] });
    return { ...block, savedInAll: removableSize };
  });
  // A folder can have files of several distributions.
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

/** The blocks from the outermost to that of a key; as far as they are there. */
export function wayTo(root: Block, key: string): Block[] {
  const way = [root];
  for (;;) {
    const next = way.at(-1)?.inner.find((inner) => inner.key === key || key.startsWith(insideOf(inner)));
    if (!next) return way;
    way.push(next);
  }
}

/** How the keys of what is in a block begin. */
function insideOf({ key, kind }: Block): string {
  return kind === "folder" ? key : `${key}:`;
}
