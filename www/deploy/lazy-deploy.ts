/** The deploy card before its script is loaded. Input of the user is kept, other actions wait for the script. */

import { lazily, once } from "../common/lazily";
import { createStore } from "../common/store";
import type { DeployActions } from "./deploy-actions";
import { type DeployStore, initialDeploy, reduceDeploy } from "./deploy-state";
import { recallForm } from "./remembered-form";

/** The state of the deploy card, and its actions. */
export interface DeployController {
  store: DeployStore;
  actions: DeployActions;
  /** Fetches the script of the card and connects it with the state. */
  connect(): Promise<unknown>;
}

/** The actions that do not need the script. */
export function cardActions({ dispatch }: DeployStore): Pick<DeployActions, "form" | "toggle"> {
  return {
    form: (change) => dispatch({ type: "form", change }),
    toggle: (isOpen) => dispatch({ type: "toggled", isOpen }),
  };
}

/** The card with the fields of the last deploy. `connect` fetches the script and connects it with the state. */
export function lazyDeploy(connect: (store: DeployStore) => Promise<DeployActions>): DeployController {
  const store = createStore(initialDeploy, reduceDeploy);
  const own = cardActions(store);
  own.form(recallForm());
  const connected = once(() => connect(store));
  const late = lazily(connected);
  const actions = new Proxy(late, { get: (_, name) => Reflect.get(own, name) ?? Reflect.get(late, name) });
  return { store, actions, connect: connected };
}
