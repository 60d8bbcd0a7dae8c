import type { Finding } from "../packager/types";
import type { FunctionConfiguration } from "./aws-types";

/** The steps of a deploy, in order. */
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

/** The progress and the result of the deploy of one function, layer or object. */
export interface DeployProgress {
  stage: Stage;
  /** The number of bytes sent. */
  sent?: number;
  /** Findings about what does not fit between the function and the package. */
  findings?: Finding[];
  /** The function as AWS last described it. */
  configuration?: FunctionConfiguration;
  /** Whether Lambda already had these bytes before anything was sent. */
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

/** What to do about differences between the function and the package: set the configuration too, or send the code only. */
export type DifferencesAnswer = "configure" | "code-only";

/** A function that differs from its package. */
export interface FunctionDifferences {
  /** The id of its row. */
  id: string;
  differences: Finding[];
}

/** Called with each step of a deploy. */
export type OnProgress = (progress: DeployProgress) => void;
