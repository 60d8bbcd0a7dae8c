/** Maximum milliseconds for which work blocks the page's thread, if the work is cut into small enough steps. */
const MAX_BLOCKING_MS = 12;

/** When the last pause ended. */
let since = 0;

/**
 * Lets other tasks of the page run. A timer would take 4 ms each time; `scheduler.yield` resumes before messages of
 * workers are handled.
 */
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

/** Pauses if the last pause was more than `MAX_BLOCKING_MS` ago. */
export const yieldToPage = async (): Promise<void> => {
  if (performance.now() - since > MAX_BLOCKING_MS) await pause();
};
