import { createPackager, loadModule } from "wheelpress";
import { start } from "../app";

// Everything is a file of the extension. The build says where the worker that signs is.
declare const DEPLOY_WORKER_FILE: string;

start(
  createPackager,
  { address: "findings.html" },
  {
    module: loadModule,
    worker: () => new Worker(new URL(DEPLOY_WORKER_FILE, import.meta.url), { type: "module" }),
  },
);
