/** Fetching and compiling WebAssembly. */

import { errorMessage, PackagerError } from "./errors";

const modules = new Map<string, Promise<WebAssembly.Module>>();

/**
 * A module of WebAssembly. It is fetched and compiled once, however many packagers and workers of the page use it;
 * after a failure the next call tries again.
 *
 * Rejects with a `PackagerError` of code "start-failed".
 */
export function loadWasm(address: URL): Promise<WebAssembly.Module> {
  const { href } = address;
  const known = modules.get(href);
  if (known) return known;
  const module = compile(address).catch((error) => {
    modules.delete(href);
    throw error;
  });
  modules.set(href, module);
  return module;
}

async function compile(address: URL): Promise<WebAssembly.Module> {
  try {
    return await WebAssembly.compileStreaming(fetch(address));
  } catch (error) {
    throw new PackagerError({
      code: "start-failed",
      message: `"${address.pathname}" cannot be started: ${errorMessage(error)}`,
      hint: "Serve it as application/wasm, and let the page's Content-Security-Policy have 'wasm-unsafe-eval'",
    });
  }
}
