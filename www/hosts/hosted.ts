import { createPackager } from "wheelpress";
import { start } from "../app";

// The site and the extension: the modules and the workers are files beside the page. The build says where.
declare const WASM_FILE: string;
declare const DEPLOY_WORKER_FILE: string;

start(
  createPackager,
  { address: "findings.html" },
  {
    module: () => WebAssembly.compileStreaming(fetch(new URL(WASM_FILE, import.meta.url))),
    worker: () => new Worker(new URL(DEPLOY_WORKER_FILE, import.meta.url), { type: "module" }),
  },
);
