import { createPackager, loadWasm } from "wheelpress";
import { type Beginning, start } from "../app";
import { partsBesidePage } from "./parts";

/** What the address of the page says: the toolbar button and the context menu write it. */
function beginning(): Beginning {
  const about = new URLSearchParams(location.hash.slice(1));
  // A reload is a page of its own.
  if (location.hash !== "") history.replaceState(null, "", location.pathname);
  const [functionName, region, add] = ["functionName", "region", "add"].map((name) => about.get(name));
  return {
    ...(functionName && region && { deployTo: { functions: functionName, region } }),
    ...(add && { addresses: [add] }),
  };
}

// Everything is a file of the extension.
start(
  createPackager,
  { address: "findings.html" },
  {
    module: () => loadWasm(new URL(FILES.deploy, import.meta.url)),
    worker: () => new Worker(new URL(FILES.deployWorker, import.meta.url), { type: "module" }),
  },
  partsBesidePage,
  undefined,
  beginning(),
);
