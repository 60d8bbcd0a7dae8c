/** How far planning, pressing and comparing are, and what came of them. */

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

/** An architecture that was pressed. */
export interface PressedOutcome {
  architecture: Architecture;
  package: Package;
  /** The package and, where libraries were split off, their layer. */
  downloads: Download[];
  /** How long it took. */
  milliseconds: number;
}

/** An architecture that could not be pressed, where both were asked for. */
export interface RefusedOutcome {
  architecture: Architecture;
  problem: Problem;
}

/** How far planning is. `last`: the plan that stays on the page while the next one is made, or when that was stopped. */
export type Planning =
  | { status: "none" }
  | { status: "planning"; last: Plan | null; progress: PlanProgress | null }
  | { status: "stopped"; last: Plan | null }
  | { status: "planned"; plan: Plan }
  | { status: "failed"; problem: Problem };

/** How far pressing is. `architecture`: which of both is being pressed; null if only one was asked for. */
export type Pressing =
  | { status: "idle" }
  | { status: "pressing"; progress: Progress | null; architecture: Architecture | null }
  | { status: "pressed"; outcomes: (PressedOutcome | RefusedOutcome)[] }
  | { status: "failed"; problem: Problem };

/** How far a comparison is. `of`: the file name of the download; `name`: what it is compared with. */
export type Comparing =
  | { status: "none" }
  | { status: "comparing"; of: string; name: string }
  | { status: "compared"; of: string; name: string; comparison: Comparison }
  | { status: "failed"; problem: Problem };
