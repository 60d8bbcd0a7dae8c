import type { Part, Values } from "./aws-types";
import type { AwsClient } from "./client";
import { DeployError } from "./error";
import { forEachLimited } from "./for-each-limited";
import { sha256Of } from "./hash";
import type { TransferOptions, Zip } from "./transfer";

/** Number of parts that are sent at the same time. */
const CONCURRENCY = 4;

/** The bytes `start` to `end` of the package. Part numbers start at 1. */
export interface PartRange {
  partNumber: number;
  start: number;
  /** The offset after the last byte. */
  end: number;
  /** In base64. */
  checksumSha256?: string;
}

/** A multipart upload that has begun, and how its parts are sent: with credentials or by a ticket. */
export interface MultipartUpload {
  /** The number of bytes of each part; the last part may have fewer. */
  partSize: number;
  /** Whether each part is sent with its SHA-256. */
  checksums: boolean;
  put(part: PartRange, onProgress: (sent: number) => void, signal: AbortSignal): Promise<Values["UploadPart"]>;
  /** Returns the parts that the server has. Absent if the server cannot be asked. */
  list?(): Promise<Part[]>;
  complete(parts: Part[]): Promise<Values["CompleteMultipartUpload"]>;
  /** Called with each part that has been sent. */
  onPart?(part: Part): void;
}

/** Sends the missing parts of a multipart upload, and completes it. `known`: the parts that the server has. */
export async function sendParts(
  aws: AwsClient,
  zip: Zip,
  upload: MultipartUpload,
  options: TransferOptions,
  known: Part[] = [],
): Promise<Values["CompleteMultipartUpload"]> {
  const { blob } = zip;
  const { partSize, checksums } = upload;
  const ranges = partRanges(blob.size, partSize);
  const done = partsThatFit(known, ranges);
  const report = progressReport(ranges, done, options);
  report();
  const missing = ranges.filter(({ partNumber }) => !done.has(partNumber));
  // If a part fails after all attempts, the other parts are cancelled.
  const stop = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal;
  await forEachLimited(missing, CONCURRENCY, async (range) => {
    try {
      const { partNumber, start, end } = range;
      const checksumSha256 = checksums ? await sha256Of(aws, blob.slice(start, end)) : undefined;
      const checksum = checksumSha256 && { checksumSha256 };
      const { etag } = await upload.put({ ...range, ...checksum }, (sent) => report(partNumber, sent), signal);
      const part = { partNumber, etag: etag ?? "", ...checksum };
      done.set(partNumber, part);
      upload.onPart?.(part);
      report();
    } catch (error) {
      stop.abort(new DOMException("Another part failed", "AbortError"));
      throw error;
    }
  });
  if (checksums) await addChecksums(aws, zip, partSize, done);
  const parts = [...done.values()].sort((a, b) => a.partNumber - b.partNumber);
  return upload.complete(parts.some(({ etag }) => etag === "") ? await addETags(parts, upload) : parts);
}

/** The parts of a package of `size` bytes: at least one. */
function partRanges(size: number, partSize: number): PartRange[] {
  const count = Math.max(1, Math.ceil(size / partSize));
  return Array.from({ length: count }, (_, at) => ({
    partNumber: at + 1,
    start: at * partSize,
    end: Math.min(size, (at + 1) * partSize),
  }));
}

/** The known parts that have the right size, by their numbers. */
function partsThatFit(known: Part[], ranges: PartRange[]): Map<number, Part> {
  const fitting = known.filter(({ partNumber, size }) => {
    const range = ranges[partNumber - 1];
    return range && size === range.end - range.start;
  });
  return new Map(fitting.map((part) => [part.partNumber, part]));
}

/**
 * Returns a function that reports the sum of the bytes sent of all parts. If called with a part, it first records the
 * bytes sent of that part.
 */
function progressReport(ranges: PartRange[], done: Map<number, Part>, { onProgress }: TransferOptions) {
  const sentOf = new Map<number, number>();
  return (partNumber?: number, sent = 0) => {
    if (partNumber !== undefined) sentOf.set(partNumber, sent);
    let total = 0;
    for (const { partNumber, start, end } of ranges) {
      // A request may report more bytes than its part has.
      total += done.has(partNumber) ? end - start : Math.min(sentOf.get(partNumber) ?? 0, end - start);
    }
    onProgress?.(total);
  };
}

/** Adds missing checksums. Completing needs the checksum of each part, and some servers list parts without it. */
async function addChecksums(aws: AwsClient, { blob }: Zip, partSize: number, parts: Map<number, Part>): Promise<void> {
  for (const part of parts.values()) {
    if (part.checksumSha256) continue;
    const start = (part.partNumber - 1) * partSize;
    part.checksumSha256 = await sha256Of(aws, blob.slice(start, start + partSize));
  }
}

/** Adds ETags that the CORS configuration of the bucket hides. They are read from the server's list of parts. */
async function addETags(parts: Part[], upload: MultipartUpload): Promise<Part[]> {
  const listed = new Map((await upload.list?.())?.map((part) => [part.partNumber, part]));
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
