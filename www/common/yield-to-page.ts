/** The page's thread stands still for no longer than this, in milliseconds, if its work is cut small enough. */
const MAX_BLOCKING_MS = 12;

/** When the last pause ended. */
let since = 0;

/** Lets the page do what else there is. A timer would take 4 ms, again and again; `scheduler.yield` comes back before workers are heard. */
function pause(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      since = performance.now();
      resolve();
    };
    port2.postMessage(null);
  });
}

/** Pauses, if there has been no pause for a while. */
export const yieldToPage = async (): Promise<void> => {
  if (performance.now() - since > MAX_BLOCKING_MS) await pause();
};
