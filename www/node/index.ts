/** The entry point of the package for Node, Deno and Bun. */

import { checkedStart } from "../packager/options";
import { createPackagerOn } from "../packager/packager";
import type { Packager, PackagerOptions } from "../packager/types";
import { moduleOf, nodeHost } from "./host";

export { PackagerError } from "../packager/errors";
export type * from "../packager/types";
export { fileFrom, itemsFrom } from "./items";

/**
 * Loads a WebAssembly module from a file or another address. A module in a file is read and compiled once per process.
 *
 * Rejects with a `PackagerError` of code "start-failed".
 */
export function loadWasm(address: URL): Promise<WebAssembly.Module> {
  return moduleOf(address);
}

/**
 * Starts WebAssembly and its threads. They keep the process running until the packager is closed.
 *
 * Rejects with a `PackagerError` of code "start-failed" if the modules cannot be read.
 */
export async function createPackager(options?: PackagerOptions): Promise<Packager> {
  const start = checkedStart(options);
  return createPackagerOn(nodeHost(start), start);
}
