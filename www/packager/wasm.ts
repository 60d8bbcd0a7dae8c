/** Fetches and compiles WebAssembly modules. */

import { errorMessage } from "../common/error-message";
import { PackagerError } from "./errors";
import type { WasmSource } from "./types";

const modules = new Map<string, Promise<WebAssembly.Module>>();

/**
 * Loads a WebAssembly module. It is fetched and compiled once, even if several packagers and workers of the page use
 * it; after a failure the next call tries again.
 *
 * Rejects with a `PackagerError` of code "start-failed".
 */
export function loadWasm(address: URL): Promise<WebAssembly.Module> {
  const { href } = address;
  const known = modules.get(href);
  if (known) return known;
  const module = compile(address.pathname, fetch(address)).catch((error) => {
    modules.delete(href);
    throw error;
  });
  modules.set(href, module);
  return module;
}

/** The compiled module of an option. Rejects as `loadWasm` does. */
export async function wasmModule(source: WasmSource): Promise<WebAssembly.Module> {
  if (source instanceof WebAssembly.Module) return source;
  if (typeof source === "string" || source instanceof URL) return loadWasm(new URL(source, globalThis.location?.href));
  if (source instanceof Response) return compile(source.url || "the response", source);
  return WebAssembly.compile(source).catch((error) => {
    throw startFailed("the bytes given", error);
  });
}

async function compile(name: string, asked: Response | Promise<Response>): Promise<WebAssembly.Module> {
  let response: Response;
  try {
    response = await asked;
  } catch (error) {
    throw startFailed(name, error, "Check the connection, and try again");
  }
  if (!response.ok) {
    throw startFailed(name, `its status is ${response.status}`, "Serve the package's files at their addresses");
  }
  try {
    return await WebAssembly.compileStreaming(response);
  } catch (error) {
    throw startFailed(name, error);
  }
}

const SERVED = "Serve it as application/wasm, and let the page's Content-Security-Policy have 'wasm-unsafe-eval'";

const startFailed = (name: string, error: unknown, hint = SERVED) =>
  new PackagerError({ code: "start-failed", message: `"${name}" cannot be started: ${errorMessage(error)}`, hint });
