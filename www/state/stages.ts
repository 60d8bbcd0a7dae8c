/** The states of planning, pressing and comparing, and their results. */

import type { Problem } from "../common/problem";
import type { Comparison, Package, Plan, PlanProgress, Pressed, Progress, Target } from "../packager/types";

type TargetKind = Target["kind"];
type Architecture = Target["architecture"];

/** A pressed zip that can be downloaded. */
export interface Download {
  kind: TargetKind;
  zip: Pressed;
  /** The file name. */
  name: string;
  /** A blob URL. */
  url: string;
}

/** The result for an architecture that was pressed. */
export interface PressedOutcome {
  architecture: Architecture;
  package: Package;
  /** The package and, if libraries were split off, their layer. */
  downloads: Download[];
  /** The time that pressing took. */
  milliseconds: number;
}

/** The result for an architecture that could not be pressed, if both were requested. */
export interface RefusedOutcome {
  architecture: Architecture;
  problem: Problem;
}

/**
 * The state of planning. `last` is the plan that stays on the page while the next one is made, or after that was
 * stopped.
 */
export type Planning =
  | { status: "none" }
  | { status: "planning"; last: Plan | null; progress: PlanProgress | null }
  | { status: "stopped"; last: Plan | null }
  | { status: "planned"; plan: Plan }
  | { status: "failed"; problem: Problem };

/** The state of pressing. `architecture` is the one of both that is being pressed; null if only one was requested. */
export type Pressing =
  | { status: "idle" }
  | { status: "pressing"; progress: Progress | null; architecture: Architecture | null }
  | { status: "pressed"; outcomes: (PressedOutcome | RefusedOutcome)[] }
  | { status: "failed"; problem: Problem };

/** The state of a comparison. `of` is the file name of the download; `name` is what it is compared with. */
export type Comparing =
  | { status: "none" }
  | { status: "comparing"; of: string; name: string }
  | { status: "compared"; of: string; name: string; comparison: Comparison }
  | { status: "failed"; problem: Problem };
