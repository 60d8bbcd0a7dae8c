import { createPackager, loadWasm } from "wheelpress";
import { type StartInput, start } from "../app";
import { scriptsBesidePage } from "./lazy-scripts";

/** Reads the address of the page, which the toolbar button and the context menu have written. */
function beginning(): StartInput {
  const about = new URLSearchParams(location.hash.slice(1));
  // Removed from the address, so that a reload starts an empty page.
  if (location.hash !== "") history.replaceState(null, "", location.pathname);
  const [functionName, region, add] = ["functionName", "region", "add"].map((name) => about.get(name));
  return {
    ...(functionName && region && { deployTo: { functions: functionName, region } }),
    ...(add && { addresses: [add] }),
  };
}

// All modules and scripts are files of the extension.
start(
  createPackager,
  { address: "findings.html" },
  {
    module: () => loadWasm(new URL(FILES.deploy, import.meta.url)),
    worker: () => new Worker(new URL(FILES.deployWorker, import.meta.url), { type: "module" }),
  },
  scriptsBesidePage,
  undefined,
  beginning(),
);
