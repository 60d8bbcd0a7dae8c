/** Where Lambda gets the code from: from the request itself or from S3. */

import type { CodeOrigin } from "../aws-types";
import { DeployError } from "../error";
import type { Zip } from "../transfer";
import type { FunctionJob } from "./function-deploy";

/** The origin of the code. Uploads the package first if a bucket is named. */
export async function codeOrigin({
  deploy,
  place,
  uploads,
  limit,
  onProgress,
  options,
}: FunctionJob): Promise<CodeOrigin> {
  const { zip, bucket } = deploy;
  if (!bucket) {
    expectDirectUpload(zip, limit);
    return { zipFile: true };
  }
  onProgress({ stage: "uploading", sent: 0 });
  const onSent = (sent: number) => onProgress({ stage: "uploading", sent });
  const name = bucket.replaceAll("{region}", place.region);
  return uploads.upload(deploy, place, name, { ...options, onProgress: onSent });
}

/** Throws if the package is too large for a request. */
export function expectDirectUpload({ blob }: Zip, limit: number): void {
  if (blob.size <= limit) return;
  throw new DeployError({
    code: "package-needs-bucket",
    message: `The package has ${blob.size} bytes, and Lambda takes ${limit} in a request`,
    hint: "Name a bucket: the package then goes to Lambda through S3",
  });
}
