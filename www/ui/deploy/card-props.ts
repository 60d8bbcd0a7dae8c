import type { DeployActions } from "../../deploy/deploy-actions";
import type { DeployState } from "../../deploy/deploy-state";

/** What the parts of the deploy card are given. */
export interface CardProps {
  deploy: DeployState;
  actions: DeployActions;
}
