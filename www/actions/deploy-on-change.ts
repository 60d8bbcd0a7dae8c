/** Deploys a function again when its files are saved: plan, press and deploy, one after the other. */

import type { DeployController } from "../deploy/lazy-deploy";
import { countErrors } from "../state/findings-of";
import { type PageStore, planOf } from "../state/page";

/**
 * Deploys what has changed on disk, if the user has switched this on. `planned` waits for the current plan. A plan with
 * errors is not pressed: its findings are on the page, and the next change tries again.
 */
export function deployOnChange(
  store: PageStore,
  deploy: DeployController,
  press: () => void,
  planned: () => Promise<void>,
): void {
  let hasChanged = false;
  let isPressing = false;

  const isWanted = () => {
    const { form, session } = deploy.store.state;
    return store.state.folders.isWatching && form.onChange && form.method === "credentials" && session !== null;
  };
  const go = async () => {
    if (!hasChanged || isPressing || deploy.store.state.running || !isWanted()) return;
    hasChanged = false;
    isPressing = true;
    await planned();
    if (countErrors(planOf(store.state)?.findings ?? []) > 0) isPressing = false;
    // The page may already be pressing on its own.
    else if (store.state.pressing.status !== "pressing") press();
  };

  store.subscribe((state, previous) => {
    if (state.folders.changes !== previous.folders.changes) hasChanged = true;
    if (isPressing && previous.pressing.status === "pressing" && state.pressing.status !== "pressing") {
      isPressing = false;
      // The deploy card already has the new package: its listener was called first.
      if (state.pressing.status === "pressed" && isWanted()) deploy.actions.start();
    }
    if (hasChanged) void go();
  });
  deploy.store.subscribe((state, previous) => {
    // Changes that were made during a deploy are deployed next.
    if (!state.running && previous.running) void go();
  });
}
