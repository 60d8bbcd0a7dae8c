import { PackagerError } from "./errors";
import { createPackagerOn } from "./packager";
import type { Packager, PackagerOptions } from "./types";

export { PackagerError } from "./errors";
export type * from "./types";

let loading: Promise<WebAssembly.Module> | undefined;

/**
 * The WebAssembly module, which lies beside this file. It is fetched and compiled once, however many packagers and
 * workers of the page use it; after a failure the next call tries again.
 *
 * Rejects with a `PackagerError` of code "start-failed".
 */
export function loadModule(): Promise<WebAssembly.Module> {
  loading ??= compileModule().catch((error) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

async function compileModule(): Promise<WebAssembly.Module> {
  const url = new URL(FILES.wheelpress, import.meta.url);
  try {
    return await WebAssembly.compileStreaming(fetch(url));
  } catch (error) {
    throw new PackagerError({
      code: "start-failed",
      message: `"${url.pathname}" cannot be started: ${error instanceof Error ? error.message : String(error)}`,
      hint: "Serve it as application/wasm, and let the page's Content-Security-Policy have 'wasm-unsafe-eval'",
    });
  }
}

/** The workers' script lies beside this file. */
const workerBesideMe = () => new Worker(new URL(FILES.worker, import.meta.url), { type: "module" });

/** Starts WebAssembly and its workers. */
export function createPackager({ worker = workerBesideMe, ...options }: PackagerOptions = {}): Promise<Packager> {
  return createPackagerOn({ module: loadModule, worker }, options);
}
