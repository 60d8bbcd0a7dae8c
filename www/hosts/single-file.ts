import { deployWorkerSource, guide, wasm, workerSource } from "virtual:embedded";
import { start } from "../app";
import { createPackagerOn } from "../packager/packager";

// One file, opened from a disk: everything is inside of it, and workers start from a blob URL,
// because file:// pages may not load a worker, or fetch a module, from the file next to them.
const script = (source: string) => URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
const worker = script(workerSource);
const deployWorker = script(deployWorkerSource);

async function compile(): Promise<WebAssembly.Module> {
  const bytes = Uint8Array.from(atob(wasm), (char) => char.charCodeAt(0));
  const inflated = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return WebAssembly.compile(await new Response(inflated).arrayBuffer());
}

const module = compile();
const host = { module: () => module, worker: () => new Worker(worker) };
const deployHost = { module: () => module, worker: () => new Worker(deployWorker) };
start((options) => createPackagerOn(host, options), { html: guide }, deployHost);
