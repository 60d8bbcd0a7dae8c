import type { Part } from "../aws-types";
import { DeployError, isUploadGone, mayHaveSucceeded } from "../error";
import { type MultipartUpload, sendParts } from "../multipart";
import { forgetUpload, type RememberedUpload, recallUpload, rememberUpload } from "../remembered-uploads";
import { send } from "../send";
import type { TransferOptions, Zip } from "../transfer";
import { beginMultipart, withNote } from "./begin-multipart";
import { type ExpectedObject, expectedInParts } from "./compare-object";
import { delayedSignal } from "./delayed-signal";
import type { ObjectLookup, S3Client } from "./s3-client";
import {
  cancelledLateError,
  type S3Destination,
  storedPackage,
  type UploadResult,
  undecidedError,
} from "./upload-result";

/** One multipart upload of the package. */
interface Job {
  s3: S3Client;
  zip: Zip;
  destination: S3Destination;
  /** The endpoint or the region under which the upload is remembered. */
  server: string;
  upload: RememberedUpload;
  options: TransferOptions;
}

/** Uploads the package in parts. Continues an upload of the same package that this browser has not completed. */
export async function uploadInParts(
  s3: S3Client,
  zip: Zip,
  destination: S3Destination,
  options: TransferOptions,
): Promise<UploadResult> {
  const { place, bucket, key } = destination;
  const { codeSha256, blob } = zip;
  const server = place.s3Endpoint ?? place.region;
  const wanted = { bucket, key, codeSha256, size: blob.size };
  const job = { s3, zip, destination, server, options };
  const earlier = recallUpload(server, wanted);
  const continued = earlier && (await continueUpload({ ...job, upload: earlier }));
  if (continued) return continued;
  const { partSize } = await s3.aws.call("partPlan", blob.size);
  const { uploadId, note } = await beginMultipart(s3, destination, options, true);
  const upload = { ...wanted, uploadId, partSize };
  rememberUpload(server, upload);
  try {
    const result = await sendAndComplete({ ...job, upload }, []);
    return { ...result, ...(note && { note }) };
  } catch (error) {
    throw withNote(error, note);
  }
}

/** Continues an earlier upload. Undefined if it does not exist any more and the object is not the package. */
async function continueUpload(job: Job): Promise<UploadResult | undefined> {
  const { s3, zip, destination, server, upload, options } = job;
  try {
    return await sendAndComplete(job, await listKnownParts(job));
  } catch (error) {
    if (!isUploadGone(error)) throw error;
    forgetUpload(server, upload);
    // An attempt whose answer was lost may have completed the upload.
    const expected = await expectedInParts(s3.aws, zip, upload.partSize);
    const stored = storedPackage(await s3.look(destination, options.signal), expected);
    return stored && { stored, expected, isVerified: true };
  }
}

/** The parts that S3 has. Empty without permission to list them; then all parts are sent again. */
async function listKnownParts({ s3, destination, upload, options }: Job): Promise<Part[]> {
  try {
    return await s3.listParts(destination, upload.uploadId, options.signal);
  } catch (error) {
    if (error instanceof DeployError && error.failure?.kind === "denied") return [];
    throw error;
  }
}

/** Sends all parts except the known ones, and completes the upload. */
async function sendAndComplete(job: Job, known: Part[]): Promise<UploadResult> {
  const { s3, zip, destination, server, upload, options } = job;
  const { place, bucket, key } = destination;
  const { uploadId, partSize } = upload;
  const { signal, onRetry } = options;
  let isCompleting = false;
  let result: UploadResult | undefined;
  const multipart: MultipartUpload = {
    partSize,
    checksums: true,
    put: (part, onProgress, signal) =>
      s3.run("UploadPart", { op: "UploadPart", bucket, key, uploadId, ...part }, place, {
        zip: zip.blob,
        onProgress,
        signal,
        onRetry,
      }),
    list: () => s3.listParts(destination, uploadId, signal),
    complete: async (parts) => {
      const expected = await expectedInParts(s3.aws, zip, partSize, parts);
      isCompleting = true;
      result = await complete(job, parts, expected);
      return { ...result.stored, etag: result.stored.etag ?? "" };
    },
  };
  try {
    await sendParts(s3.aws, zip, multipart, options, known);
    forgetUpload(server, upload);
    if (!result) throw new Error("an upload ended without being completed");
    return result;
  } catch (error) {
    // A failed upload is kept, so that it can be continued. It is aborted if it was cancelled, or if the key exists.
    const isRefused = error instanceof DeployError && error.failure?.kind === "exists";
    if (!signal?.aborted && !isRefused) throw error;
    const aborted = await s3.tryAbort(destination, uploadId);
    // The upload stays remembered: the next upload of this package continues it.
    if ("left" in aborted) throw aborted.left;
    forgetUpload(server, upload);
    if (signal?.aborted && isCompleting && !aborted.wasThere) throw cancelledLateError(destination);
    throw error;
  }
}

/**
 * Completes the upload. If the answer is lost and completing succeeded, the upload does not exist any more; the object
 * is then compared.
 */
async function complete(job: Job, parts: Part[], expected: ExpectedObject): Promise<UploadResult> {
  const { s3, destination, upload, options } = job;
  const { place, bucket, key, ifNoneMatch } = destination;
  const { uploadId } = upload;
  const { signal, onRetry } = options;
  const before = await s3.look(destination, signal);
  const condition = ifNoneMatch && { ifNoneMatch };
  const action = { op: "CompleteMultipartUpload", bucket, key, uploadId, parts, ...condition } as const;
  // A cancellation still waits for the answer, which shows whether there is an object now.
  const sendOptions = signal ? { signal: delayedSignal(signal) } : {};
  const sendThis = (request: Parameters<typeof send>[0]) => send(request, sendOptions);
  try {
    const stored = await s3.run("CompleteMultipartUpload", action, place, { signal, onRetry, send: sendThis });
    return { stored, expected };
  } catch (error) {
    if (signal?.aborted || !mayHaveSucceeded(error)) throw error;
    const after = await s3.look(destination, signal);
    const stored = storedPackage(after, expected);
    if (stored) return { stored, expected, isVerified: true };
    const isGone = await isUploadGoneNow(job);
    // The upload still exists, so it was not completed, and the object was written by someone else.
    if (isGone === false) throw error;
    if (isGone && isNewObject(before, after, expected)) {
      return { stored: "found" in after ? after.found : {}, expected };
    }
    throw undecidedError(destination, after, expected, error);
  }
}

/** Whether the upload does not exist any more; undefined if the credentials may not list its parts. */
async function isUploadGoneNow({ s3, destination, upload, options }: Job): Promise<boolean | undefined> {
  try {
    await s3.listParts(destination, upload.uploadId, options.signal);
    return false;
  } catch (error) {
    options.signal?.throwIfAborted();
    return isUploadGone(error) || undefined;
  }
}

/**
 * If checksums are hidden: whether the object is another one than before, with the package's size and number of parts.
 * Only this page knows the id of the upload, so nobody else has completed it.
 */
function isNewObject(before: ObjectLookup, after: ObjectLookup, { size, parts }: ExpectedObject): boolean {
  if (!("found" in after) || "unknown" in before || after.found.size !== size) return false;
  const isOther = "absent" in before || before.found.etag !== after.found.etag;
  return isOther && after.found.etag?.replaceAll('"', "").endsWith(`-${parts}`) === true;
}
