import type { ControllerContext } from "./context";

/** Asks for confirmation before the page is closed during a deploy, and wipes the credentials when it is closed. */
export function guardPage({ store, services }: ControllerContext): void {
  addEventListener("beforeunload", (event) => {
    if (store.state.running) event.preventDefault();
  });
  addEventListener("pagehide", () => services.session.lock());
}
