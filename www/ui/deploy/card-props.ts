import type { DeployActions } from "../../deploy/deploy-actions";
import type { DeployState } from "../../deploy/deploy-state";

/** The properties of the parts of the deploy card. */
export interface CardProps {
  deploy: DeployState;
  actions: DeployActions;
}
