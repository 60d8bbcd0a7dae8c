import type { Failure, S3Action, SignedRequest } from "../aws-types";
import { DeployError, mayHaveSucceeded } from "../error";
import { isRemembered } from "../remembered-uploads";
import { type SendResult, send } from "../send";
import type { TransferOptions } from "../transfer";
import { ANSWER_TIMEOUT, delayedSignal } from "./delayed-signal";
import type { S3Client, S3Location } from "./s3-client";

/** Maximum milliseconds by which S3 rounds the time at which an upload was initiated. */
const ROUNDING = 1_000;

/**
 * Maximum number of times that one attempt may have been sent. Browsers repeat a request on their own for each kept
 * connection that turns out to be broken. They keep six per host, and then use a new one.
 */
const SENDS_PER_ATTEMPT = 7;

/** A multipart upload that has begun. */
export interface BegunUpload {
  uploadId: string;
  /** A note for the user: what attempts whose answer was lost may have left in the bucket. */
  note?: string;
}

/**
 * Begins a multipart upload. Each CreateMultipartUpload begins another upload, so it must not be repeated blindly: a
 * cancellation waits for the answer, and after a lost answer the upload with the unknown id is searched for.
 * `checksums`: whether each part has its SHA-256.
 */
export async function beginMultipart(
  s3: S3Client,
  location: S3Location,
  { signal, onRetry }: TransferOptions,
  checksums: boolean,
): Promise<BegunUpload> {
  const { place, bucket, key } = location;
  const action: S3Action = { op: "CreateMultipartUpload", bucket, key, ...(checksums && { checksum: true }) };
  const start = performance.now();
  let lostAnswers = 0;
  for (;;) {
    const attempt = trackedAttempt(signal);
    const options = { signal, onRetry, send: attempt.send };
    const mayBeLeft = () => attempt.isUnanswered() || lostAnswers > 0;
    let uploadId: string;
    try {
      ({ uploadId } = await s3.run("CreateMultipartUpload", action, place, options));
    } catch (error) {
      if (mayHaveSucceeded(error)) lostAnswers++;
      if (signal?.aborted) throw mayBeLeft() ? await perhapsLeftError(s3, location, CANCELLED) : error;
      const failure = mayHaveSucceeded(error) && error.failure;
      if (failure && (await waitToRetry(s3, location, failure, lostAnswers, options))) continue;
      throw error instanceof DeployError && lostAnswers > 0 ? await perhapsLeftError(s3, location, error) : error;
    }
    const note = await abortUnanswered(s3, location, uploadId, lostAnswers, performance.now() - start);
    if (signal?.aborted) {
      const result = await s3.tryAbort(location, uploadId);
      if ("left" in result) throw result.left;
      throw withNote(signal.reason, note);
    }
    return { uploadId, ...(note && { note }) };
  }
}

/**
 * Sends an attempt so that a cancellation still waits for its answer; `isUnanswered` returns whether the answer is
 * missing.
 */
function trackedAttempt(signal: AbortSignal | undefined) {
  let isUnanswered = false;
  return {
    isUnanswered: () => isUnanswered,
    send: async (request: SignedRequest): Promise<SendResult> => {
      isUnanswered = true;
      const result = await send(request, signal ? { signal: delayedSignal(signal) } : {});
      if ("answer" in result && result.answer.status < 500) isUnanswered = false;
      return result;
    },
  };
}

/** Waits until the next attempt. Returns `false` if there is to be none. */
async function waitToRetry(
  s3: S3Client,
  location: S3Location,
  failure: Failure,
  lostAnswers: number,
  options: Pick<TransferOptions, "signal" | "onRetry">,
): Promise<boolean> {
  try {
    return await s3.sender.waitToRetry(failure, lostAnswers, options);
  } catch (error) {
    throw options.signal?.aborted ? await perhapsLeftError(s3, location, CANCELLED) : error;
  }
}

/**
 * Aborts the uploads that attempts without an answer have begun. It aborts only those that are certainly ours: to this
 * key, by the same initiator, between our first attempt and the upload with an answer (both by the server's clock),
 * without parts, not remembered by this browser, and no more than we may have begun. If others remain, it returns a
 * note about them. This is needed even if the page received every answer, because browsers repeat requests on their
 * own. `duration`: milliseconds since the first attempt.
 */
async function abortUnanswered(
  s3: S3Client,
  location: S3Location,
  uploadId: string,
  lostAnswers: number,
  duration: number,
): Promise<string | undefined> {
  const { place, bucket, key } = location;
  const list: S3Action = { op: "ListMultipartUploads", bucket, key };
  const note = async () =>
    `An upload without parts may be left of a lost answer; see: ${await s3.command(location, list)}`;
  const options = { signal: AbortSignal.timeout(ANSWER_TIMEOUT), unattended: true };
  const unanswered: string[] = [];
  try {
    const { uploads } = await s3.run("ListMultipartUploads", list, place, options);
    const own = uploads.find((upload) => upload.uploadId === uploadId);
    const until = Date.parse(own?.initiated ?? "");
    if (Number.isNaN(until)) return lostAnswers > 0 ? note() : undefined;
    for (const upload of uploads) {
      const at = Date.parse(upload.initiated ?? "");
      const isSimilar = upload.key === key && upload.uploadId !== uploadId && upload.initiator === own?.initiator;
      const isInTime = at <= until && at >= until - duration - ROUNDING;
      if (!isSimilar || !isInTime || isRemembered(upload.uploadId)) continue;
      const parts = await s3.listParts(location, upload.uploadId, options.signal);
      if (parts.length === 0) unanswered.push(upload.uploadId);
    }
    // Minus one, because one of the requests has begun the upload with an answer.
    if (unanswered.length > SENDS_PER_ATTEMPT * (lostAnswers + 1) - 1) return note();
    for (const other of unanswered) await s3.abort(location, other);
    return undefined;
  } catch (error) {
    // Without permission to list, the note is returned only if something is known to be left.
    const isDenied = error instanceof DeployError && error.failure?.kind === "denied";
    return lostAnswers > 0 || unanswered.length > 0 || !isDenied ? note() : undefined;
  }
}

/** The error of a later step, with the note about what beginning the upload may have left in the bucket. */
export function withNote(error: unknown, note: string | undefined): unknown {
  if (note === undefined) return error;
  if (error instanceof DeployError) {
    const { code, message, hint, failure } = error;
    return new DeployError({ code, message, hint: hint ? `${hint}. ${note}` : note }, failure);
  }
  if (!(error instanceof DOMException && error.name === "AbortError")) return error;
  return new DeployError({ code: "upload-perhaps-left", message: "The deploy was cancelled", hint: note });
}

const CANCELLED = { message: "The deploy was cancelled before S3 answered", hint: undefined };

/** An error that also states how to find an upload that may have begun. */
async function perhapsLeftError(
  s3: S3Client,
  location: S3Location,
  why: { message: string; hint: string | undefined },
): Promise<DeployError> {
  const { bucket, key } = location;
  const command = await s3.command(location, { op: "ListMultipartUploads", bucket, key });
  const hint = `See whether there is one, and abort it: ${command}`;
  return new DeployError({
    code: "upload-perhaps-left",
    message: `${why.message}; an upload to "${key}" in "${bucket}" may have begun, without parts`,
    hint: why.hint ? `${why.hint}. ${hint}` : hint,
  });
}
