/** Keeping the site in the browser, so that it opens without a network. */

import type { Offline } from "../app";

/** By the service worker at `script`. Does nothing where the browser has none, or forbids it. */
export function offlineBy(script: URL): Offline {
  let waiting: ServiceWorker | undefined;
  return {
    async keep(onNewer) {
      const { serviceWorker } = navigator;
      // Browsers hide it on http pages of other computers.
      if (!serviceWorker) return;
      const registration = await serviceWorker.register(script);
      const announce = (worker: ServiceWorker | null) => {
        // The first one replaces nothing.
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
