/** What the two ways to upload share: the destination, the result, and what a lost answer means. */

import type { ObjectName, Values } from "../aws-types";
import { DeployError } from "../error";
import { compareObject, type ExpectedObject } from "./compare-object";
import type { ObjectLookup, S3Location } from "./s3-client";

/** Where the package goes. */
export interface S3Destination extends S3Location {
  /** Only if the key does not exist. */
  ifNoneMatch?: boolean;
}

/** What S3 says about an object that it has stored. */
export type StoredObject = Values["PutObject"];

/** An upload that has ended well. */
export interface UploadResult {
  stored: StoredObject;
  expected: ExpectedObject;
  /** The object was compared already, because the answer was lost. */
  isVerified?: boolean;
  /** What may be left in the bucket besides, for the user. */
  note?: string;
}

/** The error of a cancellation that came after S3 had the object. */
export function cancelledLateError({ bucket, key }: ObjectName): DeployError {
  return new DeployError({
    code: "cancelled-late",
    message: `The deploy was cancelled, but S3 had completed the upload: "${key}" in "${bucket}" is the package`,
    hint: "Delete the object if it is not wanted",
  });
}

/** The object, if it certainly is the package. */
export function storedPackage(lookup: ObjectLookup, expected: ExpectedObject): StoredObject | undefined {
  if (!("found" in lookup) || compareObject(lookup.found, expected) !== "same") return undefined;
  const { etag, versionId } = lookup.found;
  return { ...(etag && { etag }), ...(versionId && { versionId }) };
}

/** The error to show when an answer was lost, and the object does not show whether the upload was carried out. */
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
