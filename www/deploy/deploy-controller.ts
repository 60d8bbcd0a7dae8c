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
import type { DeployStore } from "./deploy-state";
import { cardActions } from "./lazy-deploy";
import { createServices } from "./services";

/**
 * Connects the state of the deploy card with the services that send requests. `page` is what the rest of the page
 * provides.
 */
export function connectDeploy(host: DeployHost, page: DeployPage, store: DeployStore): DeployActions {
  const services = createServices(host, sessionEvents(store));
  const context: ControllerContext = { store, services, page };
  guardPage(context);
  keepPreview(context);
  return {
    ...cardActions(store),
    ...sessionActions(context),
    ...listingActions(context),
    ...openActions(context),
    ...deploymentActions(context),
    ...packageActions(context),
    ...testActions(context),
  };
}
