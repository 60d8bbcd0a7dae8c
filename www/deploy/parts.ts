import type { Failure, Part, Values } from "./boundary";
import type { AwsClient } from "./client";
import { DeployError } from "./error";
import { forEachLimited } from "./for-each-limited";
import { hashOf } from "./hash";
import { LostOr } from "./retry";

/** Parts on the way at the same time. */
const WIDTH = 4;

export interface Zip {
  blob: Blob;
  codeSha256: string;
  /** As it is offered for download; a form's key may have it in it. */
  name?: string;
}

export interface Watch {
  signal?: AbortSignal;
  onProgress?: (sent: number) => void;
  onFault?: (failure: Failure) => void;
}

/** How the parts of one multipart upload are sent, with credentials or by a ticket. */
export interface Multipart {
  partSize: number;
  put(
    part: { partNumber: number; start: number; end: number; checksumSha256?: string },
    onProgress: (sent: number) => void,
    signal: AbortSignal,
  ): Promise<Values["UploadPart"]>;
  /** What the server already has; undefined where it cannot be asked. */
  list?(): Promise<Part[]>;
  complete(parts: Part[]): Promise<Values["CompleteMultipartUpload"]>;
  /** Whether parts carry a checksum of their own. */
  checksums: boolean;
  /** Told of each part that has arrived. */
  arrived?(part: Part): void;
}

/** Sends what is missing of a multipart upload, and completes it. */
export async function sendParts(aws: AwsClient, zip: Zip, multipart: Multipart, watch: Watch, known: Part[] = []) {
  const { size } = zip.blob;
  const { partSize } = multipart;
  const count = Math.max(1, Math.ceil(size / partSize));
  const done = new Map<number, Part>();
  const sizeOf = (partNumber: number) => Math.min(size, partNumber * partSize) - (partNumber - 1) * partSize;
  for (const part of known) {
    if (part.partNumber <= count && part.size === sizeOf(part.partNumber)) done.set(part.partNumber, part);
  }
  const sent = new Map<number, number>();
  const report = () => {
    let total = 0;
    for (const partNumber of done.keys()) total += sizeOf(partNumber);
    for (const [partNumber, bytes] of sent) if (!done.has(partNumber)) total += Math.min(bytes, sizeOf(partNumber));
    watch.onProgress?.(total);
  };
  report();
  const missing = Array.from({ length: count }, (_, at) => at + 1).filter((partNumber) => !done.has(partNumber));
  // One part that fails for good ends the others.
  const stop = new AbortController();
  const signal = watch.signal ? AbortSignal.any([watch.signal, stop.signal]) : stop.signal;
  await forEachLimited(missing, WIDTH, async (partNumber) => {
    try {
      const start = (partNumber - 1) * partSize;
      const end = start + sizeOf(partNumber);
      const checksumSha256 = multipart.checksums ? await hashOf(aws, zip.blob.slice(start, end)) : undefined;
      const { etag } = await multipart.put(
        { partNumber, start, end, ...(checksumSha256 && { checksumSha256 }) },
        (bytes) => {
          sent.set(partNumber, bytes);
          report();
        },
        signal,
      );
      const part = { partNumber, etag: etag ?? "", ...(checksumSha256 && { checksumSha256 }) };
      done.set(partNumber, part);
      multipart.arrived?.(part);
      report();
    } catch (error) {
      stop.abort(new DOMException("Another part failed", "AbortError"));
      throw error;
    }
  });
  if (multipart.checksums) await completeChecksums(aws, zip, partSize, done);
  let parts = [...done.values()].sort((a, b) => a.partNumber - b.partNumber);
  if (parts.some(({ etag }) => etag === "")) parts = await withTags(parts, multipart);
  return multipart.complete(parts);
}

/** Some servers list parts without the checksums that completing wants. */
async function completeChecksums(aws: AwsClient, { blob }: Zip, partSize: number, done: Map<number, Part>) {
  for (const part of done.values()) {
    if (part.checksumSha256) continue;
    const start = (part.partNumber - 1) * partSize;
    part.checksumSha256 = await hashOf(aws, blob.slice(start, start + partSize));
  }
}

/** Where the bucket's CORS configuration does not expose ETag, the server's list has it. */
async function withTags(parts: Part[], multipart: Multipart): Promise<Part[]> {
  const listed = new Map((await multipart.list?.())?.map((part) => [part.partNumber, part]));
  return parts.map((part) => {
    const etag = part.etag || listed.get(part.partNumber)?.etag;
    if (!etag) {
      throw new DeployError({
        code: "etag-hidden",
        message: `The bucket does not show this page the ETag of part ${part.partNumber}`,
        hint: 'Add "ETag" to ExposeHeaders of the bucket\'s CORS configuration',
      });
    }
    return { ...part, etag };
  });
}

/** Whether a failure says that the upload is not there (any more). */
export function isGone(error: unknown): boolean {
  return error instanceof LostOr && error.failure?.kind === "no-such-upload";
}
