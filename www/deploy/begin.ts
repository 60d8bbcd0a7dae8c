import type { S3Action } from "./boundary";
import { DeployError } from "./error";
import type { Watch } from "./parts";
import { isRemembered } from "./remember";
import { type Located, mayBeOurs, type S3Requests } from "./s3-requests";
import { send } from "./send";

/** Milliseconds that a cancellation waits for an answer, so that what was begun can be ended. */
export const GRACE = 10_000;

/** Milliseconds by which S3 rounds the time of an upload's beginning. */
const SLACK = 1_000;

/**
 * Times that one attempt may have been sent: browsers send again on their own for each kept connection that turns out
 * to be broken, of which they keep six to a host, and then on a new one.
 */
const SENDINGS = 7;

export interface Begun {
  uploadId: string;
  /** What may be left of attempts whose answer was lost, for the user to know. */
  note?: string;
}

/**
 * Begins a multipart upload. CreateMultipartUpload is not repeatable: each one begins another upload. So a
 * cancellation waits for its answer, and after a lost answer the upload nobody knows the id of is looked for.
 */
export async function begin(s3: S3Requests, to: Located, watch: Watch, checksum: boolean): Promise<Begun> {
  const { place, bucket, key } = to;
  const { signal, onFault } = watch;
  const create: S3Action = { op: "CreateMultipartUpload", bucket, key, ...(checksum && { checksum }) };
  const began = performance.now();
  let lost = 0;
  for (;;) {
    let isOpen = false;
    const trying = {
      signal,
      onFault,
      send: async (request: Parameters<typeof send>[0]) => {
        isOpen = true;
        const sent = await send(request, signal ? { signal: later(signal, GRACE) } : {});
        if ("answer" in sent && sent.answer.status < 500) isOpen = false;
        return sent;
      },
    };
    const lastly = async (why: DeployError) => (lost > 0 ? perhapsLeft(s3, to, why) : why);
    let uploadId: string;
    try {
      ({ uploadId } = await s3.run("CreateMultipartUpload", create, place, trying));
    } catch (error) {
      if (mayBeOurs(error)) lost++;
      if (signal?.aborted) throw isOpen || lost > 0 ? await perhapsLeft(s3, to, CANCELLED) : error;
      if (!mayBeOurs(error) || !error.failure) throw error instanceof DeployError ? await lastly(error) : error;
      let goesOn: boolean;
      try {
        goesOn = await s3.requests.pause(error.failure, lost, trying);
      } catch (fault) {
        throw signal?.aborted ? await perhapsLeft(s3, to, CANCELLED) : fault;
      }
      if (!goesOn) throw await lastly(error);
      continue;
    }
    const note = await endStrays(s3, to, uploadId, lost, performance.now() - began);
    if (signal?.aborted) {
      const cleared = await s3.cleared(to, uploadId);
      if ("left" in cleared) throw cleared.left;
      throw withNote(signal.reason, note);
    }
    return { uploadId, ...(note && { note }) };
  }
}

/**
 * Ends the uploads that began unanswered, if they are certainly ours: to this key, by the same initiator, in the
 * time we asked (the server's time, by the upload whose answer came), without parts, unknown to this browser, and
 * no more of them than we may have begun. What is not certain is left alone, and told. Browsers send a request again
 * on their own when a kept connection breaks, so this is looked at even if no answer was lost to the page.
 */
async function endStrays(
  s3: S3Requests,
  to: Located,
  uploadId: string,
  lost: number,
  asked: number,
): Promise<string | undefined> {
  const { place, bucket, key } = to;
  const list: S3Action = { op: "ListMultipartUploads", bucket, key };
  const told = async (isSeen = lost > 0) =>
    isSeen ? `An upload without parts may be left of a lost answer; see: ${await s3.command(to, list)}` : undefined;
  const limits = { signal: AbortSignal.timeout(GRACE), unattended: true };
  const strays: string[] = [];
  try {
    const { uploads } = await s3.run("ListMultipartUploads", list, place, limits);
    const ours = uploads.find((upload) => upload.uploadId === uploadId);
    const until = Date.parse(ours?.initiated ?? "");
    if (Number.isNaN(until)) return told();
    for (const upload of uploads) {
      const at = Date.parse(upload.initiated ?? "");
      const fits = upload.key === key && upload.uploadId !== uploadId && upload.initiator === ours?.initiator;
      const isThen = at <= until && at >= until - asked - SLACK;
      if (!fits || !isThen || isRemembered(upload.uploadId)) continue;
      if ((await s3.parts(to, upload.uploadId, limits.signal)).length === 0) strays.push(upload.uploadId);
    }
    // One of them is the upload we have.
    if (strays.length > SENDINGS * (lost + 1) - 1) return told(true);
    for (const stray of strays) await s3.abort(to, stray);
    return undefined;
  } catch (error) {
    // Who may not list is told of what is known, not of what could be.
    const isDenied = error instanceof DeployError && error.failure?.kind === "denied";
    return told(lost > 0 || strays.length > 0 || !isDenied);
  }
}

/** The error of a later step, with what may be left of the beginning. */
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

async function perhapsLeft(
  s3: S3Requests,
  to: Located,
  why: { message: string; hint: string | undefined },
): Promise<DeployError> {
  const { bucket, key } = to;
  const command = await s3.command(to, { op: "ListMultipartUploads", bucket, key });
  const hint = `See whether there is one, and abort it: ${command}`;
  return new DeployError({
    code: "upload-perhaps-left",
    message: `${why.message}; an upload to "${key}" in "${bucket}" may have begun, without parts`,
    hint: why.hint ? `${why.hint}. ${hint}` : hint,
  });
}

/** A signal that follows another after some milliseconds. */
export function later(signal: AbortSignal, milliseconds: number): AbortSignal {
  const follower = new AbortController();
  const follow = () => setTimeout(() => follower.abort(signal.reason), milliseconds);
  if (signal.aborted) follow();
  else signal.addEventListener("abort", follow, { once: true });
  return follower.signal;
}
