/** Keeps the site in the browser, so that it opens without a network. */

import type { Offline } from "../app";

/**
 * Keeps the site by the service worker at `script`. Does nothing if the browser has no service workers, or forbids
 * them.
 */
export function offlineBy(script: URL): Offline {
  let waiting: ServiceWorker | undefined;
  return {
    async keep(onNewer) {
      const { serviceWorker } = navigator;
      // Browsers hide it on http pages of other computers.
      if (!serviceWorker) return;
      const registration = await serviceWorker.register(script);
      const announce = (worker: ServiceWorker | null) => {
        // The first service worker replaces no older version.
        if (worker?.state !== "installed" || !registration.active) return;
        waiting = worker;
        onNewer();
      };
      announce(registration.waiting);
      registration.addEventListener("updatefound", () => {
        const worker = registration.installing;
        worker?.addEventListener("statechange", () => announce(worker));
      });
    },
    reload() {
      navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
      waiting?.postMessage("activate");
    },
  };
}
