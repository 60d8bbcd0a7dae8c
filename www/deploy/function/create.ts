import type { FunctionConfiguration } from "../aws-types";
import { codeOrigin, expectDirectUpload } from "./code";
import { type FunctionJob, hasPackage, type NewFunction, storedAs, waitForUpdate } from "./function-deploy";

/** Creates a function, and waits until it runs the package. */
export async function createFunction(
  job: FunctionJob,
  { role, byReference = false, sourceKmsKeyArn, capacityProviderArn }: NewFunction,
): Promise<FunctionConfiguration> {
  const { deploy, lambda, place, functionName, onProgress, options } = job;
  const { runtime, architecture, handler = "", zip } = deploy;
  const code = storedAs(await codeOrigin(job), byReference);
  const own = { ...(sourceKmsKeyArn && { sourceKmsKeyArn }), ...(capacityProviderArn && { capacityProviderArn }) };
  onProgress({ stage: "sending" });
  const action = { op: "CreateFunction", functionName, code, role, runtime, handler, architecture, ...own } as const;
  const onSent = (sent: number) => onProgress({ stage: "sending", sent });
  const sending = { ...options, onProgress: onSent };
  const send = () => lambda.sendCode("CreateFunction", action, place, zip, sending);
  await lambda.sendOnce<FunctionConfiguration>(send, sending, async (error) => {
    const existing = await lambda.find(place, functionName, options.signal);
    if (existing && !hasPackage(existing, deploy)) throw error;
    return existing;
  });
  onProgress({ stage: "updating" });
  await lambda.waitUntil("active", place, functionName, options.signal);
  return waitForUpdate(job);
}

/** A dry run for a function that does not exist. Lambda has no dry run of CreateFunction, so nothing is sent. */
export function tryCreate({ deploy: { zip, bucket }, limit, onProgress }: FunctionJob): void {
  if (!bucket) expectDirectUpload(zip, limit);
  onProgress({ stage: "done", wasDryRun: true, wouldCreate: true });
}
