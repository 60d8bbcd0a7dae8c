import type { S3Action } from "../aws-types";
import { mayHaveSucceeded } from "../error";
import type { TransferOptions, Zip } from "../transfer";
import { expectedWhole } from "./compare-object";
import type { S3Client } from "./s3-client";
import { type S3Destination, storedPackage, type UploadResult, undecidedError } from "./upload-result";

/** Uploads the package in one request. */
export async function putObject(
  s3: S3Client,
  zip: Zip,
  destination: S3Destination,
  options: TransferOptions,
): Promise<UploadResult> {
  const { place, bucket, key, ifNoneMatch } = destination;
  const { blob, codeSha256 } = zip;
  const expected = expectedWhole(zip);
  const action: S3Action = {
    op: "PutObject",
    bucket,
    key,
    checksumSha256: codeSha256,
    ...(ifNoneMatch && { ifNoneMatch }),
  };
  try {
    return { stored: await s3.run("PutObject", action, place, { zip: blob, ...options }), expected };
  } catch (error) {
    // An attempt whose answer was lost may have stored the object that now exists.
    if (options.signal?.aborted || !mayHaveSucceeded(error)) throw error;
    const lookup = await s3.look(destination, options.signal);
    const stored = storedPackage(lookup, expected);
    if (stored) return { stored, expected, isVerified: true };
    throw undecidedError(destination, lookup, expected, error);
  }
}
