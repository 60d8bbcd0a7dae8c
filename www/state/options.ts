/** The options of the plan that the page offers. */

import type { PlanOptions, Slimming } from "../packager/types";
import type { LeftOutByHand } from "./leave-out";

/** How strongly files of folders are compressed. */
export type Compression = NonNullable<PlanOptions["compression"]>;

/** All options except those that are shown elsewhere. */
export interface Options
  extends Required<Omit<PlanOptions, "allowErrors" | "compression" | "keepPaths" | "leaveOut" | "overrides" | "slim">> {
  slim: Record<Slimming, boolean>;
  leaveOut: LeftOutByHand;
}

/** The options when the page is opened for the first time. */
export const initialOptions: Options = {
  extras: [],
  groups: [],
  excludeRuntime: false,
  slim: { tests: false, typing: false, sources: false, docs: false, distInfo: false },
  bytecode: false,
  split: false,
  stripRoot: false,
  layerModules: [],
  requirements: [],
  leaveOut: { distributions: [], paths: [] },
};
