/** Types and functions that the steps of a function's deploy share. */

import type { Architecture, CodeOrigin, EndpointConfig, FunctionConfiguration } from "../aws-types";
import { DeployError } from "../error";
import type { FunctionRef } from "../function-ref";
import type { Lambda } from "../lambda";
import type { OnProgress } from "../progress";
import type { TransferOptions, Zip } from "../transfer";
import type { SharedUploads } from "./shared-uploads";

/** What is deployed to functions, and how. */
export interface FunctionDeploy {
  zip: Zip;
  /** In bytes. */
  unzippedSize: number;
  runtime: string;
  architecture: Architecture;
  handler?: string;
  place: EndpointConfig;
  /**
   * The bucket that Lambda takes the package from, because the package is too large for a request or because the user
   * wants it.
   */
  bucket?: string;
  key: string;
  /** Whether to upload only if the key does not exist. */
  ifNoneMatch?: boolean;
  /** Whether to publish a version. */
  publish: boolean;
  dryRun: boolean;
  /** Whether to set the runtime and the handler of the function to those of the package. */
  configure: boolean;
  /** Whether to fail if someone changes the function between the look at it and the request. */
  guard: boolean;
  /** The function to create if it does not exist. */
  create?: NewFunction;
}

/** The values of a new function apart from the package. */
export interface NewFunction {
  /** The ARN of its execution role. */
  role: string;
  /** The ARN of the customer's key for the code. */
  sourceKmsKeyArn?: string;
  /** Whether Lambda reads the code from the bucket and keeps no copy. */
  byReference?: boolean;
  /** The ARN of the capacity provider of its managed instances. */
  capacityProviderArn?: string;
}

/** What all functions of a deploy share. */
export interface FunctionDeployContext {
  lambda: Lambda;
  uploads: SharedUploads;
  /** Maximum bytes of a zip that fit into a request. */
  limit: number;
}

/** The deploy to one function. */
export interface FunctionJob extends FunctionDeployContext, FunctionRef {
  deploy: FunctionDeploy;
  /** The place of the function, in its own region. */
  place: EndpointConfig;
  onProgress: OnProgress;
  options: TransferOptions;
}

/** Whether a function has exactly this package, for the architecture that it was pressed for. */
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

/** The code as Lambda is to store it. Only code from a bucket can be stored by reference. */
export function storedAs(code: CodeOrigin, byReference: boolean): CodeOrigin {
  return byReference && !("zipFile" in code) ? { ...code, storageMode: "REFERENCE" } : code;
}

/** Waits until an update has succeeded, and checks that the function has the package. */
export async function waitForUpdate(job: FunctionJob): Promise<FunctionConfiguration> {
  const { deploy, lambda, place, functionName, onProgress, options } = job;
  onProgress({ stage: "updating" });
  const after = await lambda.waitUntil("updated", place, functionName, options.signal);
  expectPackage(after, deploy);
  return after;
}
