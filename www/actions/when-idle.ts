/** Waits until the page needs nothing from the network. */

import type { PageStore } from "../state/page";

/** Milliseconds without planning after which the network is considered idle. */
const QUIET = 1500;

/** Calls `action` once, when nothing has been planned for a while. */
export function whenIdle(store: PageStore, action: () => void): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isDone = false;
  const go = () => {
    clearTimeout(timer);
    if (!isDone) action();
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
