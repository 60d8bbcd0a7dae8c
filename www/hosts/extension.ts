import { createPackager, loadModule } from "wheelpress";
import { start } from "../app";

// Everything is a file of the extension.
start(
  createPackager,
  { address: "findings.html" },
  {
    module: loadModule,
    worker: () => new Worker(new URL(FILES.deployWorker, import.meta.url), { type: "module" }),
  },
);
