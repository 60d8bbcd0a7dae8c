/** Addresses from which browsers allow this page to start workers. */

import { errorMessage } from "../common/error-message";
import { PackagerError } from "./errors";

const copies = new Map<string, Promise<string>>();

/**
 * The address itself or, if it is of another origin, the address of a copy, because browsers start workers from the
 * page's own origin only. A script is fetched once, even if several packagers use it; after a failure the next call
 * tries again.
 *
 * Rejects with a `PackagerError` of code "start-failed".
 */
export async function startableScript(address: URL): Promise<string> {
  const { href } = address;
  // A blob or file has the same origin as a page that can use it. In a sandboxed page only the global `origin` is
  // "null".
  if (address.origin === globalThis.origin) return href;
  const known = copies.get(href);
  if (known) return known;
  const copy = copied(address);
  copies.set(href, copy);
  copy.catch(() => copies.delete(href));
  return copy;
}

async function copied(address: URL): Promise<string> {
  const text = await fetched(address);
  try {
    await probe();
  } catch {
    throw new PackagerError({
      code: "start-failed",
      message: `The worker "${address.href}" is of another origin, and the page may not start a copy of it`,
      hint: "Let the page's Content-Security-Policy have \"worker-src blob:\", or serve the script from the page's origin",
    });
  }
  return blobUrl(text);
}

async function fetched(address: URL): Promise<string> {
  try {
    const response = await fetch(address);
    if (!response.ok) throw new Error(`the server answered ${response.status}`);
    return await response.text();
  } catch (error) {
    throw new PackagerError({
      code: "start-failed",
      message: `The worker "${address.href}" cannot be fetched: ${errorMessage(error)}`,
      hint:
        "Let its server send Access-Control-Allow-Origin, and the page's Content-Security-Policy have its origin in " +
        "connect-src, or serve the script from the page's origin",
    });
  }
}

/** Starts a worker that reports that it runs. Browsers report a refusal by an exception or by an event. */
async function probe(): Promise<void> {
  const address = blobUrl("postMessage(0)");
  let worker: Worker | undefined;
  try {
    await new Promise((resolve, reject) => {
      worker = new Worker(address, { type: "module" });
      worker.onmessage = resolve;
      worker.onerror = (event) => {
        event.preventDefault();
        reject(event);
      };
    });
  } finally {
    worker?.terminate();
    URL.revokeObjectURL(address);
  }
}

const blobUrl = (text: string) => URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
