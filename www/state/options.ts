/** The options of the plan that the page offers. */

import type { PlanOptions, Slimming } from "../packager/types";
import type { LeftOutByHand } from "./leave-out";

/** How hard files of folders are compressed. */
export type Compression = NonNullable<PlanOptions["compression"]>;

/** All of them, but for what is shown elsewhere. */
export interface Options
  extends Required<Omit<PlanOptions, "allowErrors" | "compression" | "leaveOut" | "overrides" | "slim">> {
  slim: Record<Slimming, boolean>;
  leaveOut: LeftOutByHand;
}

/** When the page is opened for the first time. */
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
