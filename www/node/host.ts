/** The host for Node, Deno and Bun: modules are read from files, and workers are threads. */

import { readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Worker as Thread, type Transferable as ThreadTransferable } from "node:worker_threads";
import { errorMessage } from "../common/error-message";
import { PackagerError } from "../packager/errors";
import type { HostWorker, PackagerHost, WorkerName } from "../packager/host";
import { packageFiles } from "../packager/package-files";
import type { PackagerOptions, WasmSource, WorkerSource } from "../packager/types";
import { wasmModule } from "../packager/wasm";
import { withoutBytes } from "./blobs";
import { readTogether } from "./disk-file";

/** The host, with the modules and the scripts that the options name. */
export function nodeHost({ wasm = {}, worker = {} }: PackagerOptions): PackagerHost {
  const script = (name: WorkerName) => scriptOf(name, worker[name] ?? packageFiles.worker[name]()).href;
  return {
    module: (name) => moduleOf(wasm[name] ?? packageFiles.wasm[name]()),
    worker: (name) => new ThreadWorker(script(name)),
    script,
    read: readTogether,
    isBusy: true,
    cores: availableParallelism(),
  };
}

/** A thread with the interface of a worker. */
class ThreadWorker implements HostWorker {
  onmessage: HostWorker["onmessage"] = null;
  onerror: HostWorker["onerror"] = null;
  readonly #thread: Thread;
  #isEnded = false;

  constructor(script: string) {
    this.#thread = new Thread(new URL(FILES.thread, import.meta.url), { workerData: { script } });
    this.#thread.on("message", (data) => this.onmessage?.({ data } as MessageEvent));
    this.#thread.on("messageerror", (error) => this.#fail(error.message));
    this.#thread.on("error", (error) => this.#fail(errorMessage(error)));
    this.#thread.on("exit", (code) => this.#fail(`it ended with code ${code}`));
  }

  postMessage(message: unknown, transfer: Transferable[]): void {
    this.#thread.postMessage(withoutBytes(message), transfer as ThreadTransferable[]);
  }

  terminate(): void {
    this.#isEnded = true;
    void this.#thread.terminate();
  }

  #fail(message: string): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.onerror?.({ message, preventDefault: () => {} } as ErrorEvent);
  }
}

const modules = new Map<string, Promise<WebAssembly.Module>>();

/** A compiled module. A module in a file is read and compiled once per process. */
export async function moduleOf(source: WasmSource): Promise<WebAssembly.Module> {
  if (typeof source !== "string" && !(source instanceof URL)) return wasmModule(source);
  const address = addressOf(source);
  if (address.protocol !== "file:") return wasmModule(address);
  const { href } = address;
  const known = modules.get(href);
  if (known) return known;
  const path = fileURLToPath(address);
  const module = readFile(path)
    .then((bytes) => WebAssembly.compile(bytes))
    .catch((error) => {
      modules.delete(href);
      throw new PackagerError({
        code: "start-failed",
        message: `"${path}" cannot be started: ${errorMessage(error)}`,
        hint: "Install the package again, or name its modules by the option wasm",
      });
    });
  modules.set(href, module);
  return module;
}

function scriptOf(name: WorkerName, source: WorkerSource): URL {
  if (typeof source !== "function") return addressOf(source);
  throw new PackagerError({
    code: "invalid-option",
    message: `The option "worker.${name}" is a function, which only pages can use`,
    hint: "Give the path of the package's script, or leave it out",
  });
}

/** The URL of an address or a path. A single letter before a colon is a drive of Windows. */
function addressOf(source: URL | string): URL {
  if (source instanceof URL) return source;
  return /^[a-z][a-z\d+.-]+:/i.test(source) ? new URL(source) : pathToFileURL(resolve(source));
}
