import type { Item } from "../packager/types";

/** The dropped file, or the dropped top folder, that a path belongs to: "app" for "app/lib/a.py". */
export function topName(path: string): string {
  const slash = path.indexOf("/");
  return slash === -1 ? path : path.slice(0, slash);
}

/** A file or folder that is dropped again under the same name replaces the earlier one as a whole. */
export function withDropped(items: Item[], dropped: Item[]): Item[] {
  const names = new Set(dropped.map((item) => topName(item.path)));
  return [...items.filter((item) => !names.has(topName(item.path))), ...dropped];
}
