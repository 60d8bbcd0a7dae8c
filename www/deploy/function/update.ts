import type { Finding } from "../../packager/types";
import type { CodeOrigin, FunctionConfiguration } from "../aws-types";
import { DeployError, mayHaveSucceeded } from "../error";
import { codeOrigin, expectDirectUpload } from "./code";
import { type FunctionJob, hasPackage, storedAs, waitForUpdate } from "./function-deploy";

/** Sends the code to an existing function, and waits until the function runs it. */
export async function updateFunction(
  job: FunctionJob,
  before: FunctionConfiguration,
  findings: Finding[],
): Promise<FunctionConfiguration> {
  const { deploy, lambda, place, functionName, onProgress, options } = job;
  const code = await codeOrigin(job);
  onProgress({ stage: "sending", findings });
  try {
    const onSent = (sent: number) => onProgress({ stage: "sending", sent, findings });
    const action = updateAction(job, before, code);
    await lambda.sendCode("UpdateFunctionCode", action, place, deploy.zip, { ...options, onProgress: onSent });
  } catch (error) {
    // If an answer was lost, the function itself shows whether the update was carried out.
    if (!mayHaveSucceeded(error)) throw error;
    const now = await lambda.find(place, functionName, options.signal);
    if (!now || !hasPackage(now, deploy)) throw error;
  }
  return waitForUpdate(job);
}

/** Asks Lambda whether it would accept the update. Nothing is uploaded or changed. */
export async function tryUpdate(job: FunctionJob, before: FunctionConfiguration, findings: Finding[]): Promise<void> {
  const { deploy, lambda, place, onProgress, options } = job;
  expectDryRunPossible(job);
  const action = { ...updateAction(job, before, { zipFile: true }), dryRun: true };
  onProgress({ stage: "sending", findings });
  const onSent = (sent: number) => onProgress({ stage: "sending", sent, findings });
  await lambda.sendCode("UpdateFunctionCode", action, place, deploy.zip, { ...options, onProgress: onSent });
  onProgress({ stage: "done", configuration: before, findings, wasDryRun: true });
}

/** The action, with the function's own values repeated: Lambda sets values that a request omits to their defaults. */
function updateAction(
  { deploy, functionName }: FunctionJob,
  { revisionId, code: kept }: FunctionConfiguration,
  origin: CodeOrigin,
) {
  const { architecture, guard } = deploy;
  const guarded = guard && revisionId ? { revisionId } : {};
  const key = kept?.sourceKMSKeyArn ? { sourceKmsKeyArn: kept.sourceKMSKeyArn } : {};
  const code = storedAs(origin, kept?.resolvedS3Object !== undefined);
  return { op: "UpdateFunctionCode", functionName, code, architecture, ...key, ...guarded } as const;
}

function expectDryRunPossible({ deploy: { zip, bucket }, limit }: FunctionJob): void {
  if (!bucket) expectDirectUpload(zip, limit);
  if (zip.blob.size <= limit) return;
  throw new DeployError({
    code: "dry-run-needs-upload",
    message: `The package has ${zip.blob.size} bytes: Lambda could only try it after an upload to "${bucket}"`,
    hint: "Deploy it without a dry run, or only upload it",
  });
}
