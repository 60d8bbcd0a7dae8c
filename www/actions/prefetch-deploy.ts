/** Getting what deploying needs while nothing else is wanted, so that a loaded page needs no network. */

import type { PageStore } from "../state";

/** Milliseconds after which the network is taken to be free. */
const QUIET = 1500;

/** Calls `prefetch` once, when nothing has been planned for a while. */
export function prefetchWhenQuiet(store: PageStore, prefetch: () => void): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isDone = false;
  const go = () => {
    clearTimeout(timer);
    if (!isDone) prefetch();
    isDone = true;
  };
  const look = () => {
    if (isDone) return;
    clearTimeout(timer);
    if (store.state.planning.status !== "planning") timer = setTimeout(go, QUIET);
  };
  store.subscribe(look);
  look();
}
