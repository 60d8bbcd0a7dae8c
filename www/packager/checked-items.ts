/** Checks the items and the zips that host pages pass. The error for a wrong one states its place. */

import { invalid, isObject } from "./rules";
import type { Comparable, Item } from "./types";

/**
 * The given items, if they have the right form. Whether their paths are good is a finding.
 *
 * Throws a `PackagerError` of code "invalid-option".
 */
export function checkedItems(items: Item[]): Item[] {
  if (!Array.isArray(items)) {
    const isIterable = isObject(items) && Symbol.iterator in items;
    throw invalid('"items"', items, "a list", isIterable ? "Make a list of it: [...items]" : "Pass a list of items");
  }
  for (const [at, item] of items.entries()) if (!isItem(item)) checkedItem(item, `items[${at}]`);
  return items;
}

const ROLES: unknown[] = ["layer", "requirements", undefined, null];

/** Whether an item has the usual form. There may be many: no text is made for those. */
const isItem = (item: Item) =>
  isObject(item) && typeof item.path === "string" && item.file instanceof Blob && ROLES.includes(item.role);

/** An item, if it has the right form. `name` is that of the parameter. */
export function checkedItem(item: Item, name: string): Item {
  if (!isObject(item)) throw invalid(`"${name}"`, item, "an object with path and file", OF_DISK);
  const { path, file, role } = item;
  if (isBlob(item)) throw invalid(`"${name}"`, item, "an object with path and file", "Pass { path: file.name, file }");
  if (typeof path !== "string") throw invalid(`"${name}.path"`, path, "a string");
  if (!isBlob(file)) throw invalid(`"${name}.file"`, file, "a Blob", hintFor(file));
  if (!ROLES.includes(role)) {
    throw invalid(`"${name}.role"`, role, '"layer" or "requirements"', "Correct it, or leave it out");
  }
  return item;
}

/** The blob of a package that is a parameter of this name. */
export function checkedZip(zip: Comparable, name: string): Blob {
  const blob = isObject(zip) && "zip" in zip ? zip.zip : zip;
  if (!isBlob(blob)) throw invalid(`"${name}"`, zip, "a Blob or the result of pack", hintFor(zip));
  return blob;
}

/** Whether a value is a blob. Those of another window are of another class. */
export function isBlob(value: unknown): value is Blob {
  return value instanceof Blob || /^\[object (?:Blob|File)\]$/.test(Object.prototype.toString.call(value));
}

const OF_DISK = "Pass { path, file }; in Node, itemsFrom of wheelpress/node makes items of paths";

function hintFor(value: unknown): string {
  if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return "Wrap the bytes: new Blob([bytes])";
  if (typeof value === "string")
    return "Wrap a text: new Blob([text]); in Node, open a path with openAsBlob of node:fs";
  return "Pass a Blob or a File";
}
