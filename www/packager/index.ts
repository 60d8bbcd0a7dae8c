import type { ModuleName, WorkerName } from "./host";
import { createPackagerOn } from "./packager";
import type { Packager, PackagerOptions } from "./types";
import { loadWasm, wasmModule } from "./wasm";
import { startableScript } from "./worker-script";

export { PackagerError } from "./errors";
export type * from "./types";
export { loadWasm };

/**
 * The modules and the scripts of the workers lie beside this file. Bundlers find them by exactly this form. Workers
 * import nothing, so their scripts are files like the others.
 */
const besideMe = {
  wasm: {
    plan: () => new URL(FILES.plan, import.meta.url),
    press: () => new URL(FILES.press, import.meta.url),
    project: () => new URL(FILES.project, import.meta.url),
    codecs: () => new URL(FILES.codecs, import.meta.url),
    indexes: () => new URL(FILES.indexes, import.meta.url),
  },
  worker: {
    plan: () => new URL(FILES.planWorker, import.meta.url),
    press: () => new URL(FILES.pressWorker, import.meta.url),
    project: () => new URL(FILES.projectWorker, import.meta.url),
    indexes: () => new URL(FILES.indexesWorker, import.meta.url),
  },
};

/**
 * Where a file of this package is. Before version 8, Vite's dev server moves this module into its cache, without the
 * files beside it.
 */
const unmoved = ({ href }: URL): URL => new URL(href.replace("/node_modules/.vite/deps/", "/node_modules/wheelpress/"));

/**
 * Starts WebAssembly and the worker that plans. The workers that press are started after the first plan, or when nothing
 * else is wanted; `pack` does not wait for either.
 *
 * Rejects with a `PackagerError` of code "start-failed" when what plans cannot be fetched or is refused. Of what presses
 * `pack` tells the same.
 */
export function createPackager({ wasm = {}, worker = {}, ...options }: PackagerOptions = {}): Promise<Packager> {
  const modules = new Map<ModuleName, Promise<WebAssembly.Module>>();
  const starters = new Map<WorkerName, { start: () => Worker; script?: string }>();

  const module = (name: ModuleName): Promise<WebAssembly.Module> => {
    const known = modules.get(name);
    if (known) return known;
    const compiled = wasmModule(wasm[name] ?? unmoved(besideMe.wasm[name]()));
    modules.set(name, compiled);
    compiled.catch(() => modules.delete(name));
    return compiled;
  };

  const findWorker = async (name: WorkerName): Promise<void> => {
    const given = worker[name] ?? unmoved(besideMe.worker[name]());
    if (typeof given === "function") {
      starters.set(name, { start: given });
    } else {
      const address = new URL(given, globalThis.location?.href);
      const script = await startableScript(address);
      starters.set(name, { start: () => new Worker(script, { type: "module" }), script: address.href });
    }
  };

  return createPackagerOn(
    {
      module,
      findWorker,
      worker: (name) => {
        const starter = starters.get(name);
        if (!starter) throw new Error(`the ${name} worker was asked for before it was found`);
        return starter.start();
      },
      script: (name) => starters.get(name)?.script,
    },
    options,
  );
}
