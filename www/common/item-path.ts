import type { Item } from "../packager/types";

/** The dropped file or dropped top folder that a path belongs to: "app" for "app/lib/a.py". */
export function topName(path: string): string {
  const slash = path.indexOf("/");
  return slash === -1 ? path : path.slice(0, slash);
}

/** How many files each dropped file or top folder has. */
export function countByTop(items: Pick<Item, "path">[]): Map<string, number> {
  const counts = new Map<string, number>();
  let [name, folder] = ["", "/"];
  for (const { path } of items) {
    // The files of a folder usually follow each other, so that for 20,000 files the name is extracted once.
    if (!path.startsWith(folder)) {
      name = topName(path);
      folder = `${name}/`;
    }
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

/**
 * The items with newly dropped ones. A file or folder that is dropped again under the same name replaces the earlier
 * one completely.
 */
export function withDropped(items: Item[], dropped: Item[]): Item[] {
  const names = countByTop(dropped);
  return [...items.filter((item) => !names.has(topName(item.path))), ...dropped];
}
