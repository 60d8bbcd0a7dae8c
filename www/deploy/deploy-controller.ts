import { createStore } from "../store";
import type { DeployHost } from "./client";
import type { ControllerContext, DeployPage } from "./controller/context";
import { deploymentActions } from "./controller/deployment-actions";
import { guardPage } from "./controller/guard-page";
import { listingActions } from "./controller/listing";
import { openActions } from "./controller/open-actions";
import { packageActions } from "./controller/package-actions";
import { keepPreview } from "./controller/preview";
import { sessionActions, sessionEvents } from "./controller/session-actions";
import { testActions } from "./controller/test-actions";
import type { DeployActions } from "./deploy-actions";
import { type DeployStore, initialDeploy, reduceDeploy } from "./deploy-state";
import { recallForm } from "./remembered-form";
import { createServices } from "./services";

/** The deploy card's state, and what the user can do on it. */
export interface DeployController {
  store: DeployStore;
  actions: DeployActions;
}

/** Connects the state of the deploy card with what sends. `page`: what the rest of the page provides. */
export function connectDeploy(host: DeployHost, page: DeployPage): DeployController {
  const store = createStore(initialDeploy, reduceDeploy);
  const services = createServices(host, sessionEvents(store));
  const context: ControllerContext = { store, services, page };
  guardPage(context);
  keepPreview(context);
  const actions: DeployActions = {
    form: (change) => store.dispatch({ type: "form", change }),
    toggle: (isOpen) => store.dispatch({ type: "toggled", isOpen }),
    ...sessionActions(context),
    ...listingActions(context),
    ...openActions(context),
    ...deploymentActions(context),
    ...packageActions(context),
    ...testActions(context),
  };
  actions.form(recallForm());
  return { store, actions };
}
