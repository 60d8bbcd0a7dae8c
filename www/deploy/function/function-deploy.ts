/** What the steps of a function's deploy share. */

import type { Architecture, CodeOrigin, FunctionConfiguration, Place } from "../aws-types";
import { DeployError } from "../error";
import type { FunctionRef } from "../function-ref";
import type { Lambda } from "../lambda";
import type { OnProgress } from "../progress";
import type { TransferOptions, Zip } from "../transfer";
import type { SharedUploads } from "./shared-uploads";

/** What is deployed to functions, and how. */
export interface FunctionDeploy {
  zip: Zip;
  /** Bytes. */
  unzippedSize: number;
  runtime: string;
  architecture: Architecture;
  handler?: string;
  place: Place;
  /** Take the package from S3: because a request is too small for it, or because the user wants it. */
  bucket?: string;
  key: string;
  /** Upload only if the key does not exist. */
  ifNoneMatch?: boolean;
  /** Publish a version. */
  publish: boolean;
  dryRun: boolean;
  /** Set the runtime and the handler of the function to those of the package. */
  configure: boolean;
  /** Only if nobody changes the function between looking at it and sending. */
  guard: boolean;
  /** Create the function if it does not exist. */
  create?: NewFunction;
}

/** What a new function has besides the package. */
export interface NewFunction {
  /** The ARN of its execution role. */
  role: string;
  /** The ARN of the customer's key for the code. */
  sourceKmsKeyArn?: string;
  /** Whether Lambda reads the code from the bucket, and keeps no copy. */
  byReference?: boolean;
  /** The ARN of the capacity provider of its managed instances. */
  capacityProviderArn?: string;
}

/** What all functions of a deploy share. */
export interface FunctionDeployContext {
  lambda: Lambda;
  uploads: SharedUploads;
  /** Bytes of a zip that fit into a request. */
  limit: number;
}

/** The deploy to one function. */
export interface FunctionJob extends FunctionDeployContext, FunctionRef {
  deploy: FunctionDeploy;
  /** The place of the function, in its own region. */
  place: Place;
  onProgress: OnProgress;
  options: TransferOptions;
}

/** Whether a function has exactly this package, for the architecture it was pressed for. */
export function hasPackage(
  { codeSha256, architectures }: FunctionConfiguration,
  { zip, architecture }: FunctionDeploy,
): boolean {
  // Without an architecture in the answer it is "x86_64", the default (API reference, Architectures).
  return codeSha256 === zip.codeSha256 && (architectures[0] ?? "x86_64") === architecture;
}

/** Throws if a function has other code than this package, or another architecture. */
export function expectPackage(after: FunctionConfiguration, { zip, architecture }: FunctionDeploy): void {
  const { codeSha256, functionName, architectures } = after;
  if (codeSha256 !== zip.codeSha256) {
    throw new DeployError({
      code: "code-differs",
      message: `Lambda reports the CodeSha256 "${codeSha256}" for "${functionName}", and the package has "${zip.codeSha256}"`,
      hint: "The function does NOT run this package: someone else may have updated it, or a signer repacked it",
    });
  }
  const [actual = architecture] = architectures;
  if (actual !== architecture) {
    throw new DeployError({
      code: "architecture-differs",
      message: `Lambda runs "${functionName}" on "${actual}", and the package is for "${architecture}"`,
      hint: "Someone else may have updated it meanwhile: look at the function, then deploy again",
    });
  }
}

/** The code as Lambda is to keep it: only what it takes from a bucket can it keep by reference. */
export function storedAs(code: CodeOrigin, byReference: boolean): CodeOrigin {
  return byReference && !("zipFile" in code) ? { ...code, storageMode: "REFERENCE" } : code;
}

/** Waits until an update has succeeded, and expects that the function has the package. */
export async function waitForUpdate(job: FunctionJob): Promise<FunctionConfiguration> {
  const { deploy, lambda, place, functionName, onProgress, options } = job;
  onProgress({ stage: "updating" });
  const after = await lambda.waitUntil("updated", place, functionName, options.signal);
  expectPackage(after, deploy);
  return after;
}
