/** A saved file becomes a deployed function: plan, press and deploy, one after the other. */

import type { DeployController } from "../deploy/late-deploy";
import { countErrors } from "../state/findings-of";
import { type PageStore, planOf } from "../state/page";

/**
 * Deploys what has changed on disk, where the user wants that. `planned`: waits for the plan that is being made. A plan
 * with errors is not pressed: its findings are on the page, and the next change tries again.
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
    // The page may press by itself.
    else if (store.state.pressing.status !== "pressing") press();
  };

  store.subscribe((state, previous) => {
    if (state.folders.changes !== previous.folders.changes) hasChanged = true;
    if (isPressing && previous.pressing.status === "pressing" && state.pressing.status !== "pressing") {
      isPressing = false;
      // The card has the new package by now: it was told before.
      if (state.pressing.status === "pressed" && isWanted()) deploy.actions.start();
    }
    if (hasChanged) void go();
  });
  deploy.store.subscribe((state, previous) => {
    // What has changed during a deploy is the next one.
    if (!state.running && previous.running) void go();
  });
}
