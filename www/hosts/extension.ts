import { createPackager, loadWasm } from "wheelpress";
import { start } from "../app";
import { partsBesidePage } from "./parts";

// Everything is a file of the extension.
start(
  createPackager,
  { address: "findings.html" },
  {
    module: () => loadWasm(new URL(FILES.deploy, import.meta.url)),
    worker: () => new Worker(new URL(FILES.deployWorker, import.meta.url), { type: "module" }),
  },
  partsBesidePage,
);
