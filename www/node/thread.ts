/** The start of each thread: gives it the interface of a browser's worker, and loads the script that it is to run. */

import { parentPort, workerData } from "node:worker_threads";
import { withSizes } from "./blobs";

const port = parentPort;
if (port) {
  const events = new EventTarget();
  const scope = {
    self: globalThis,
    onmessage: null as ((event: MessageEvent) => unknown) | null,
    addEventListener: events.addEventListener.bind(events),
    removeEventListener: events.removeEventListener.bind(events),
    postMessage: (message: unknown, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer),
  };
  for (const [name, value] of Object.entries(scope)) {
    // Some runtimes have their own, which need not be connected.
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true });
  }
  // A listener like the others: those that it adds hear the next event first.
  events.addEventListener("message", (event) =>
    (globalThis as unknown as typeof scope).onmessage?.(event as MessageEvent),
  );
  const dispatch = (message: unknown) => {
    events.dispatchEvent(new MessageEvent("message", { data: withSizes(message) }));
  };
  // Deno loses modules of WebAssembly from messages that come before anybody listens (2.9).
  let early: unknown[] | undefined = [];
  port.on("message", (message) => {
    if (early) early.push(message);
    else dispatch(message);
  });
  await import((workerData as { script: string }).script);
  const waited = early;
  early = undefined;
  for (const message of waited) dispatch(message);
}
