import type { Part, Values } from "../aws-types";
import type { AwsClient } from "../client";
import { sha256Of } from "../hash";
import type { Zip } from "../transfer";

/** The values that S3 must state about the object if it is the package. */
export interface ExpectedObject {
  /** In bytes. */
  size: number;
  /** In base64: the hash of the bytes or, after a multipart upload, of the checksums of its parts. */
  checksumSha256: string;
  /** The number of parts of a multipart upload. */
  parts?: number;
}

/** The expected values after an upload in one request. */
export function expectedWhole({ blob, codeSha256 }: Zip): ExpectedObject {
  return { size: blob.size, checksumSha256: codeSha256 };
}

/**
 * The expected values after a multipart upload: the SHA-256 of the SHA-256 of the parts (S3 user guide, "Checking
 * object integrity", composite checksums). `parts`: their checksums, as far as they are known.
 */
export async function expectedInParts(
  aws: AwsClient,
  zip: Zip,
  partSize: number,
  parts: Part[] = [],
): Promise<ExpectedObject> {
  const known = new Map(parts.map((part) => [part.partNumber, part.checksumSha256]));
  const count = Math.max(1, Math.ceil(zip.blob.size / partSize));
  const hashes: number[] = [];
  for (let at = 0; at < count; at++) {
    const hash = known.get(at + 1) ?? (await sha256Of(aws, zip.blob.slice(at * partSize, (at + 1) * partSize)));
    for (const char of atob(hash)) hashes.push(char.charCodeAt(0));
  }
  const checksumSha256 = await aws.call("sha256", new Uint8Array(hashes));
  return { size: zip.blob.size, checksumSha256, parts: count };
}

/**
 * Whether an object is the package. "hidden": S3 does not show the checksum of the object, and the size is the same or
 * is not shown either.
 */
export function compareObject(object: Values["HeadObject"], expected: ExpectedObject): "same" | "different" | "hidden" {
  if (object.size !== undefined && object.size !== expected.size) return "different";
  if (object.checksumSha256 === undefined) return "hidden";
  // S3 appends the number of parts; other servers may not do so.
  const [, checksum, parts] = /^(.*?)(?:-(\d+))?$/.exec(object.checksumSha256) ?? [];
  const hasParts = parts === undefined || Number(parts) === expected.parts;
  return checksum === expected.checksumSha256 && hasParts ? "same" : "different";
}

/** The proof that the bucket has the package, as the page states it. */
export const PROOF = {
  checksum: "S3 states the package's SHA-256",
  answer: "S3 checked the SHA-256 as it arrived; the object's own is not shown to this page",
  unseen: "S3 checked the SHA-256 as it arrived; these credentials may not look at the object (s3:GetObject)",
} as const;
