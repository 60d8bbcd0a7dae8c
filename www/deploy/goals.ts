import type { DeployRequest } from "./deploy-request";
import type { GoalName } from "./form";
import { functionGoal } from "./function/function-goal";
import type { Deployment, Goal } from "./goal";
import { layerGoal } from "./layer/layer-goal";
import { prepareLinkUpload } from "./link/link-deployment";
import { objectGoal } from "./s3/object-goal";
import type { Services } from "./services";
import { shareGoal } from "./share/share-goal";

/** The goals that the user can choose. A new goal is a folder, a name in `GoalName`, and a line here. */
export const GOALS: Record<GoalName, Goal> = {
  function: functionGoal,
  layer: layerGoal,
  object: objectGoal,
  share: shareGoal,
};

/** Prepares the deploy that the form describes. A pasted link needs no goal. Undefined if there is nothing to start. */
export function prepareDeployment(request: DeployRequest, services: Services): Deployment | undefined {
  switch (request.form.method) {
    case "link":
      return prepareLinkUpload(request, services);
    case "credentials":
      return GOALS[request.form.goal].prepare?.(request, services);
    case "hand":
      return undefined;
  }
}
