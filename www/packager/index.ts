import type { ModuleName } from "./host";
import { createPackagerOn } from "./packager";
import type { Packager, PackagerOptions } from "./types";
import { loadWasm } from "./wasm";

export { PackagerError } from "./errors";
export type * from "./types";
export { loadWasm };

/** The modules and the scripts of the workers lie beside this file. */
const besideMe = {
  wasm: { plan: () => new URL(FILES.plan, import.meta.url), press: () => new URL(FILES.press, import.meta.url) },
  worker: {
    plan: () => new Worker(new URL(FILES.planWorker, import.meta.url), { type: "module" }),
    press: () => new Worker(new URL(FILES.pressWorker, import.meta.url), { type: "module" }),
  },
};

/** Starts WebAssembly and its workers. */
export function createPackager({ wasm = {}, worker = {}, ...options }: PackagerOptions = {}): Promise<Packager> {
  const host = {
    module: async (name: ModuleName) => {
      const source = wasm[name] ?? besideMe.wasm[name]();
      return source instanceof WebAssembly.Module ? source : loadWasm(new URL(source, globalThis.location?.href));
    },
    worker: (name: ModuleName) => (worker[name] ?? besideMe.worker[name])(),
  };
  return createPackagerOn(host, options);
}
