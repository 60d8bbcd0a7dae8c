import { createPackager, loadWasm } from "wheelpress";
import { start } from "../app";

/**
 * Starts workers of a script that is fetched once. Workers end when work is cancelled and when credentials are locked;
 * the next ones must start without a network, whatever the server says about caches.
 */
function workersOf(file: string): () => Worker {
  const address = new URL(file, import.meta.url);
  let source = address.href;
  void (async () => {
    const response = await fetch(address);
    if (response.ok) source = URL.createObjectURL(await response.blob());
    // Without the copy, workers start from the address.
  })().catch(() => {});
  return () => new Worker(source, { type: "module" });
}

// Everything is a file beside the page. The build says where.
const worker = { plan: workersOf(FILES.planWorker), press: workersOf(FILES.pressWorker) };

start(
  (options) => createPackager({ ...options, worker }),
  { address: "findings.html" },
  {
    module: () => loadWasm(new URL(FILES.deploy, import.meta.url)),
    worker: workersOf(FILES.deployWorker),
  },
);
