import type { ControllerContext } from "./context";

/** Asks before the page is left during a deploy, and wipes the credentials when it is left. */
export function guardPage({ store, services }: ControllerContext): void {
  addEventListener("beforeunload", (event) => {
    if (store.state.running) event.preventDefault();
  });
  addEventListener("pagehide", () => services.session.lock());
}
