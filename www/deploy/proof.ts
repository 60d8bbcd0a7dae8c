import type { Part, Values } from "./boundary";
import type { AwsClient } from "./client";
import { hashOf } from "./hash";
import type { Zip } from "./parts";

/** What S3 must state of the package: of the whole object, or of its parts ("COMPOSITE"). */
export interface Expected {
  size: number;
  checksumSha256: string;
  /** Undefined for an object in one piece. */
  parts?: number;
}

export function expectedWhole({ blob, codeSha256 }: Zip): Expected {
  return { size: blob.size, checksumSha256: codeSha256 };
}

/** The SHA-256 of the SHA-256 of the parts (S3 user guide, "Checking object integrity", composite checksums). */
export async function expectedInParts(
  aws: AwsClient,
  zip: Zip,
  partSize: number,
  parts: Part[] = [],
): Promise<Expected> {
  const known = new Map(parts.map((part) => [part.partNumber, part.checksumSha256]));
  const count = Math.max(1, Math.ceil(zip.blob.size / partSize));
  const hashes: number[] = [];
  for (let at = 0; at < count; at++) {
    const hash = known.get(at + 1) ?? (await hashOf(aws, zip.blob.slice(at * partSize, (at + 1) * partSize)));
    for (const char of atob(hash)) hashes.push(char.charCodeAt(0));
  }
  const checksumSha256 = await aws.call("sha256", new Uint8Array(hashes));
  return { size: zip.blob.size, checksumSha256, parts: count };
}

/** Whether an object is what we sent. "hidden": its checksum is not shown, and nothing else speaks against it. */
export function compareHeld(held: Values["HeadObject"], expected: Expected): "same" | "other" | "hidden" {
  if (held.size !== undefined && held.size !== expected.size) return "other";
  if (held.checksumSha256 === undefined) return "hidden";
  // S3 appends the number of parts.
  const [, checksum, parts] = /^(.*?)(?:-(\d+))?$/.exec(held.checksumSha256) ?? [];
  const isOfParts = parts === undefined || Number(parts) === expected.parts;
  return checksum === expected.checksumSha256 && isOfParts ? "same" : "other";
}

/** What proves that the bucket holds the package, in words for the receipt. */
export const PROOF = {
  checksum: "S3 states the package's SHA-256",
  answer: "S3 checked the SHA-256 as it arrived; the object's own is not shown to this page",
  unseen: "S3 checked the SHA-256 as it arrived; these credentials may not look at the object (s3:GetObject)",
} as const;
