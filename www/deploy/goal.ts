import type { AwsClient } from "./client";
import type { DeployRequest } from "./deploy-request";
import type { DeployRow, Detail } from "./deploy-row";
import type { Shell } from "./form";
import type { DeployProgress } from "./progress";
import type { Services } from "./services";
import type { TransferOptions } from "./transfer";

/** What can be done with a package. The card, the commands and the deploys know the goals only by this interface. */
export interface Goal {
  /**
   * Prepares a deploy with the user's credentials; sends nothing yet. Throws a DeployError if a field is missing.
   * Undefined for goals that deploy nothing.
   */
  prepare?(request: DeployRequest, services: Services): Deployment;
  /** The commands that do the same by hand. Rejects if a field is missing. */
  commands(request: DeployRequest, aws: AwsClient, shell: Shell): Promise<string[]>;
  /** The commands that call what was deployed with the test event. */
  testCommands?(request: DeployRequest, aws: AwsClient, shell: Shell): Promise<string[]>;
}

/** A deploy that was started. It can be run again for the rows that have failed. */
export interface Deployment {
  /** A row for each function, layer or object. */
  rows: DeployRow[];
  /** Deploys some of the rows. Rejects if that fails for all of them; a failure of one row is reported there. */
  run(rows: DeployRow[], reports: DeploymentReports): Promise<void>;
}

/** How a deploy that runs is followed and cancelled. */
export interface DeploymentReports {
  signal: AbortSignal;
  /** The report of one row. */
  row(id: string): RowReport;
}

/** What happens to one row. */
export interface RowReport {
  onProgress(progress: DeployProgress): void;
  /** A request is being sent again after a failure. */
  onRetry(failure: { message: string }): void;
  onError(error: unknown): void;
  onDetails(details: Detail[]): void;
}

/** Follows the upload of a row that sends one package. */
export function uploadOptions({ signal, row }: DeploymentReports, id: string): TransferOptions {
  const { onProgress, onRetry } = row(id);
  return { signal, onRetry, onProgress: (sent) => onProgress({ stage: "uploading", sent }) };
}

/** Ends a row that sends one package. */
export function reportDone({ row }: DeploymentReports, id: string, details: Detail[]): void {
  const { onProgress, onDetails } = row(id);
  onProgress({ stage: "done" });
  onDetails(details);
}
