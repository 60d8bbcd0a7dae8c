/** What both kinds of uploads share: the destination, the result, and the handling of lost answers. */

import type { ObjectName, Values } from "../aws-types";
import { DeployError } from "../error";
import { compareObject, type ExpectedObject } from "./compare-object";
import type { ObjectLookup, S3Location } from "./s3-client";

/** The destination of the package. */
export interface S3Destination extends S3Location {
  /** Whether to upload only if the key does not exist. */
  ifNoneMatch?: boolean;
}

/** S3's answer about an object that it has stored. */
export type StoredObject = Values["PutObject"];

/** The result of a successful upload. */
export interface UploadResult {
  stored: StoredObject;
  expected: ExpectedObject;
  /** Whether the object was already compared, because the answer was lost. */
  isVerified?: boolean;
  /** A note for the user: what else may be left in the bucket. */
  note?: string;
}

/** The error of a cancellation that came after S3 had stored the object. */
export function cancelledLateError({ bucket, key }: ObjectName): DeployError {
  return new DeployError({
    code: "cancelled-late",
    message: `The deploy was cancelled, but S3 had completed the upload: "${key}" in "${bucket}" is the package`,
    hint: "Delete the object if it is not wanted",
  });
}

/** The object, if it is certainly the package. */
export function storedPackage(lookup: ObjectLookup, expected: ExpectedObject): StoredObject | undefined {
  if (!("found" in lookup) || compareObject(lookup.found, expected) !== "same") return undefined;
  const { etag, versionId } = lookup.found;
  return { ...(etag && { etag }), ...(versionId && { versionId }) };
}

/** The error for a lost answer when the object does not show whether the upload was carried out. */
export function undecidedError(
  { bucket, key }: ObjectName,
  lookup: ObjectLookup,
  expected: ExpectedObject,
  error: DeployError,
): DeployError {
  const isHidden = "found" in lookup && compareObject(lookup.found, expected) === "hidden";
  const isRefused = error.failure?.kind === "exists" || error.failure?.kind === "no-such-upload";
  if (!isHidden && !("unknown" in lookup && isRefused)) return error;
  const why = "unknown" in lookup && lookup.unknown instanceof DeployError ? lookup.unknown : undefined;
  const isForbidden = why?.failure?.kind === "denied";
  return new DeployError(
    {
      code: "upload-undecided",
      message: `An answer was lost, and this page could not see whether "${key}" in "${bucket}" is the package`,
      hint: isHidden
        ? 'Add "x-amz-checksum-sha256" to ExposeHeaders of the bucket\'s CORS configuration, and retry'
        : why && !isForbidden
          ? `Retry: looking at the object failed (${why.message})`
          : "Allow these credentials s3:GetObject and s3:ListBucket, and retry; or look at the object by other means",
    },
    error.failure,
  );
}
