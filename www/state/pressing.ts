/** What the packages that are pressed are called, and how far they are together. */

import type { Progress } from "../packager/types";
import type { Architecture, TargetKind } from "./page";

/** The file name of a zip. `architecture`: where both are pressed. */
export function packageName(kind: TargetKind, architecture?: Architecture): string {
  return architecture ? `${kind}-${architecture}.zip` : `${kind}.zip`;
}

/**
 * The progress of several packages that are pressed one after another. `before`: the bytes of those that are done.
 * `left`: how many are left, this one included; all are assumed to be as large as this one.
 */
export function overallProgress(progress: Progress, before: number, left: number): Progress {
  const { stage, done, total } = progress;
  // The size of a package is not known while it is planned.
  if (stage === "plan") return { stage, done: before, total: before * (1 + left) };
  return { stage, done: before + done, total: before + total * left };
}
