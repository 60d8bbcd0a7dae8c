import type { AwsClient } from "./client";
import type { DeployRequest } from "./deploy-request";
import type { DeployRow, Detail } from "./deploy-row";
import type { Shell } from "./form";
import type { DeployProgress, DifferencesAnswer, FunctionDifferences } from "./progress";
import type { Services } from "./services";
import type { TransferOptions } from "./transfer";

/**
 * What can be done with a package. The card, the commands and the deploys use the goals only through this interface.
 */
export interface Goal {
  /**
   * Prepares a deploy with the user's credentials; sends nothing yet. Throws a DeployError if a field is missing.
   * Undefined for goals that deploy nothing.
   */
  prepare?(request: DeployRequest, services: Services): Deployment;
  /** Returns the commands that do the same by hand. Rejects if a field is missing. */
  commands(request: DeployRequest, aws: AwsClient, shell: Shell): Promise<string[]>;
  /** Returns the commands that call what was deployed with the test event. */
  testCommands?(request: DeployRequest, aws: AwsClient, shell: Shell): Promise<string[]>;
}

/** A prepared deploy. It can be run again for the rows that have failed. */
export interface Deployment {
  /** A row for each function, layer or object. */
  rows: DeployRow[];
  /**
   * Deploys the given rows. Rejects if the whole deploy fails; the failure of a single row is reported for that row.
   */
  run(rows: DeployRow[], reports: DeploymentReports): Promise<void>;
}

/** Receives the progress of a running deploy, and cancels it. */
export interface DeploymentReports {
  signal: AbortSignal;
  /** Returns the report of one row. */
  row(id: string): RowReport;
  /** Asks the user about functions that differ before anything is sent. Rejects if the user cancels. */
  ask(functions: FunctionDifferences[]): Promise<DifferencesAnswer>;
}

/** Receives the events of one row. */
export interface RowReport {
  onProgress(progress: DeployProgress): void;
  /** Called when a request is sent again after a failure. */
  onRetry(failure: { message: string }): void;
  onError(error: unknown): void;
  onDetails(details: Detail[]): void;
}

/** The options of an upload whose progress is reported in a row that sends one package. */
export function uploadOptions({ signal, row }: DeploymentReports, id: string): TransferOptions {
  const { onProgress, onRetry } = row(id);
  return { signal, onRetry, onProgress: (sent) => onProgress({ stage: "uploading", sent }) };
}

/** Reports the end of a row that sends one package. */
export function reportDone({ row }: DeploymentReports, id: string, details: Detail[]): void {
  const { onProgress, onDetails } = row(id);
  onProgress({ stage: "done" });
  onDetails(details);
}
