/** The entry point of each thread: provides the interface of a browser's worker, and loads the script to run. */

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
    // Some runtimes have such globals of their own, which may not be connected to the parent.
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true });
  }
  // `onmessage` is called by a listener like the others: listeners that it adds receive only later events.
  events.addEventListener("message", (event) =>
    (globalThis as unknown as typeof scope).onmessage?.(event as MessageEvent),
  );
  const dispatch = (message: unknown) => {
    events.dispatchEvent(new MessageEvent("message", { data: withSizes(message) }));
  };
  // Deno loses WebAssembly modules in messages that arrive before there is a listener (2.9).
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
