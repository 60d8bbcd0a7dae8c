import type { Finding } from "../packager/types";
import type { FunctionConfiguration } from "./aws-types";

/** The steps of a deploy, in their order. */
export type Stage =
  | "waiting"
  | "checking"
  | "uploading"
  | "sending"
  | "updating"
  | "configuring"
  | "publishing"
  | "done"
  | "failed";

/** How far the deploy of one function, layer or object is, and what has come of it. */
export interface DeployProgress {
  stage: Stage;
  /** Bytes that are sent. */
  sent?: number;
  /** What does not fit between the function and the package. */
  findings?: Finding[];
  /** The function as AWS last described it. */
  configuration?: FunctionConfiguration;
  /** Whether Lambda had these bytes before anything was sent. */
  wasDeployed?: boolean;
  /** What was sent besides the code. */
  also?: AlsoSent[];
  wasDryRun?: boolean;
  /** After a dry run: the function does not exist. */
  wouldCreate?: boolean;
  /** The alias that points to the new version. */
  alias?: string;
  /** The ARN of the layer version that the function was given. */
  attached?: string;
}

/** What a deploy can send besides the code. */
export type AlsoSent = "configuration" | "version" | "alias";

/** Called with each step of a deploy. */
export type OnProgress = (progress: DeployProgress) => void;
