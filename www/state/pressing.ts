/** The names and the common progress of pressed packages. */

import type { Progress } from "../packager/types";
import type { Architecture, TargetKind } from "./page";

/** The file name of a zip. `architecture` is given if both are pressed. */
export function packageName(kind: TargetKind, architecture?: Architecture): string {
  return architecture ? `${kind}-${architecture}.zip` : `${kind}.zip`;
}

/**
 * The progress of several packages that are pressed one after another. `before`: the bytes of the finished ones.
 * `left`: the number of packages left, including this one; all are assumed to be as large as this one.
 */
export function overallProgress(progress: Progress, before: number, left: number): Progress {
  const { stage, done, total } = progress;
  // The size of a package is unknown while it is planned.
  if (stage === "plan") return { stage, done: before, total: before * (1 + left) };
  return { stage, done: before + done, total: before + total * left };
}
