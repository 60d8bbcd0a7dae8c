import type { Failure } from "../aws-types";
import { type DeployRow, functionDetails, functionRowId } from "../deploy-row";
import { forEachLimited } from "../for-each-limited";
import type { FunctionRef } from "../function-ref";
import type { DeploymentReports } from "../goal";
import type { OnProgress } from "../progress";

/** Number of functions that are processed at the same time. */
const CONCURRENCY = 3;

/** Lets the caller follow and cancel the work on one of several functions. */
export interface FunctionRunOptions {
  onProgress: OnProgress;
  onRetry(failure: Failure): void;
  signal: AbortSignal;
}

/**
 * Does the same work for several functions, and reports each in its row. Does not reject: a failure is reported in the
 * row.
 */
export async function forEachFunction(
  targets: FunctionRef[],
  rows: DeployRow[],
  { signal, row }: DeploymentReports,
  work: (target: FunctionRef, options: FunctionRunOptions) => Promise<void>,
): Promise<void> {
  const wanted = targets.filter((target) => rows.some(({ id }) => id === functionRowId(target)));
  await forEachLimited(wanted, CONCURRENCY, async (target) => {
    const { onProgress, onRetry, onError, onDetails } = row(functionRowId(target));
    const report: OnProgress = (progress) => {
      onProgress(progress);
      const { stage, configuration, alias } = progress;
      if (stage === "done" && configuration) onDetails(functionDetails(configuration, alias));
    };
    try {
      await work(target, { onProgress: report, onRetry, signal });
    } catch (error) {
      onError(error);
    }
  });
}
