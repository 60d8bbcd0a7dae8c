import type { ComponentType } from "preact";
import type { GoalName } from "../../deploy/form";
import type { TargetKind } from "../../state/page";
import type { CardProps } from "./card-props";
import { FunctionFields, FunctionOptions } from "./function-fields";
import { LayerFields } from "./layer-fields";
import { ShareFields, ValidityField } from "./share-fields";

/** How the card shows a goal. */
export interface GoalView {
  /** Its entry in the list of goals. */
  name: string;
  /** The kinds of packages that it is offered for. */
  kinds: TargetKind[];
  /** Whether there are commands for it. */
  isOfferedByHand: boolean;
  /** The label of the button that starts it; null if it deploys nothing. */
  startLabel: "Deploy" | "Upload" | null;
  /** Whether a bucket is needed for large packages only, because Lambda takes smaller ones from a request. */
  needsBucketAboveLimit: boolean;
  /** Whether the upload can be limited to keys that do not exist. */
  canRequireNewKey: boolean;
  /** Fields beside the list of goals. */
  HeadFields?: ComponentType<CardProps>;
  /** Fields below the list of goals. */
  Fields?: ComponentType<CardProps>;
  /** Fields under "More". */
  Options?: ComponentType<CardProps>;
  /** Fields beside bucket and key. */
  BucketFields?: ComponentType<CardProps>;
}

/** Every goal, in the order of the list. */
export const GOAL_VIEWS: Record<GoalName, GoalView> = {
  function: {
    name: "Deploy to functions",
    kinds: ["function"],
    isOfferedByHand: true,
    startLabel: "Deploy",
    needsBucketAboveLimit: true,
    canRequireNewKey: true,
    Fields: FunctionFields,
    Options: FunctionOptions,
  },
  layer: {
    name: "Publish a layer version",
    kinds: ["layer"],
    isOfferedByHand: true,
    startLabel: "Deploy",
    needsBucketAboveLimit: true,
    canRequireNewKey: false,
    HeadFields: LayerFields,
  },
  object: {
    name: "Only upload to S3",
    kinds: ["function", "layer"],
    isOfferedByHand: true,
    startLabel: "Upload",
    needsBucketAboveLimit: false,
    canRequireNewKey: true,
  },
  share: {
    name: "Let someone else upload",
    kinds: ["function", "layer"],
    isOfferedByHand: false,
    startLabel: null,
    needsBucketAboveLimit: false,
    canRequireNewKey: false,
    HeadFields: ShareFields,
    BucketFields: ValidityField,
  },
};
