import type { ModuleName, WorkerName } from "./host";
import { checkedStart } from "./options";
import { packageFiles } from "./package-files";
import { createPackagerOn } from "./packager";
import type { Packager, PackagerOptions } from "./types";
import { loadWasm, wasmModule } from "./wasm";
import { startableScript } from "./worker-script";

export { PackagerError } from "./errors";
export type * from "./types";
export { loadWasm };

/**
 * The address of a file of this package. Before version 8, Vite's dev server moves this module into its cache, without
 * the files beside it.
 */
const unmoved = ({ href }: URL): URL => new URL(href.replace("/node_modules/.vite/deps/", "/node_modules/wheelpress/"));

/**
 * Starts WebAssembly and the planning worker. The pressing workers are started after the first plan, or after some time
 * without planning; `pack` does not wait for either.
 *
 * Rejects with a `PackagerError` of code "start-failed" if the planning module or its worker cannot be fetched or is
 * refused. If that happens to the pressing ones, `pack` rejects in the same way.
 */
export async function createPackager(options?: PackagerOptions): Promise<Packager> {
  const { wasm = {}, worker = {}, ...rest } = checkedStart(options);
  const modules = new Map<ModuleName, Promise<WebAssembly.Module>>();
  const starters = new Map<WorkerName, { start: () => Worker; script?: string }>();

  const module = (name: ModuleName): Promise<WebAssembly.Module> => {
    const known = modules.get(name);
    if (known) return known;
    const compiled = wasmModule(wasm[name] ?? unmoved(packageFiles.wasm[name]()));
    modules.set(name, compiled);
    compiled.catch(() => modules.delete(name));
    return compiled;
  };

  const findWorker = async (name: WorkerName): Promise<void> => {
    const given = worker[name] ?? unmoved(packageFiles.worker[name]());
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
    rest,
  );
}
