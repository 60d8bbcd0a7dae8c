import { PackagerError } from "./errors";
import { createPackagerOn, type Host } from "./packager";
import type { Packager, PackagerOptions } from "./types";

export { PackagerError } from "./errors";
export type * from "./types";

/** The module and the worker lie beside this file. */
const besideMe: Host = {
  async module() {
    const url = new URL("./wheelpress_bg.wasm", import.meta.url);
    try {
      return await WebAssembly.compileStreaming(fetch(url));
    } catch (error) {
      throw new PackagerError({
        code: "start-failed",
        message: `"${url.pathname}" cannot be started: ${error instanceof Error ? error.message : String(error)}`,
        hint: "Serve it as application/wasm, and let the page's Content-Security-Policy have 'wasm-unsafe-eval'",
      });
    }
  },
  worker: () => new Worker(new URL("./worker.js", import.meta.url), { type: "module" }),
};

/** Starts WebAssembly and its workers. */
export function createPackager(options?: PackagerOptions): Promise<Packager> {
  return createPackagerOn(besideMe, options);
}
