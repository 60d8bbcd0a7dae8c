import type { FunctionConfiguration } from "../aws-types";
import { codeOrigin, expectDirectUpload } from "./code";
import { type FunctionJob, hasPackage, waitForUpdate } from "./function-deploy";

/** Creates a function, and waits until it runs the package. `role`: the ARN of its execution role. */
export async function createFunction(job: FunctionJob, role: string): Promise<FunctionConfiguration> {
  const { deploy, lambda, place, functionName, onProgress, options } = job;
  const { runtime, architecture, handler = "", zip } = deploy;
  const code = await codeOrigin(job);
  onProgress({ stage: "sending" });
  const action = { op: "CreateFunction", functionName, code, role, runtime, handler, architecture } as const;
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

/** The dry run of a function that does not exist. Lambda cannot try CreateFunction, so nothing is sent. */
export function tryCreate({ deploy: { zip, bucket }, limit, onProgress }: FunctionJob): void {
  if (!bucket) expectDirectUpload(zip, limit);
  onProgress({ stage: "done", wasDryRun: true, wouldCreate: true });
}
