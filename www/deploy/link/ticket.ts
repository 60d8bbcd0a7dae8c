/** Uploads by a ticket: a multipart upload whose requests someone else has signed. See docs/ticket.md. */

import type { Failure, Part, Ticket, TicketStep } from "../aws-types";
import { DeployError, isOutcomeUnknown, isUploadGone, mayHaveSucceeded } from "../error";
import { type MultipartUpload, sendParts } from "../multipart";
import { forgetParts, recallParts, rememberPart } from "../remembered-uploads";
import type { RequestSender } from "../retry";
import type { TransferOptions, Zip } from "../transfer";
import { type LinkUpload, linked } from "./link-sender";

/** Maximum milliseconds for aborting the upload after a cancellation. */
const ABORT_TIMEOUT = 20_000;

/** One upload by a ticket. */
interface Job {
  ticket: Ticket;
  zip: Zip;
  sender: RequestSender;
  options: TransferOptions;
  /** The name under which the parts are remembered. */
  name: string;
}

/** Uploads the package by a ticket. Continues an upload that this browser has not completed. */
export async function sendByTicket({ upload: pasted, zip, sender, options }: LinkUpload): Promise<void> {
  const ticket = pasted.kind === "ticket" && pasted.ticket;
  if (!ticket) return;
  const job: Job = { ticket, zip, sender, options, name: nameOf(ticket, zip) };
  let isCompleting = false;
  const upload: MultipartUpload = {
    partSize: ticket.partSize,
    checksums: false,
    put: ({ partNumber }, onProgress, signal) => putPart(job, partNumber, onProgress, signal),
    ...(ticket.list && { list: () => listParts(job) }),
    complete: (parts) => {
      isCompleting = true;
      return complete(job, parts);
    },
    onPart: ({ partNumber, etag }) => rememberPart(job.name, partNumber, etag),
  };
  try {
    await sendParts(sender.aws, zip, upload, options, await knownParts(job));
    forgetParts(job.name);
  } catch (error) {
    if (isUploadGone(error)) forgetParts(job.name);
    if (!options.signal?.aborted) throw error;
    forgetParts(job.name);
    await abortCancelled(job, isCompleting);
    throw error;
  }
}

/** Returns a function that makes the request for one step. */
function requestOf({ sender, ticket }: Job, step: TicketStep) {
  return () => sender.aws.call("ticketRequest", ticket, step);
}

function putPart(job: Job, partNumber: number, onProgress: (sent: number) => void, signal: AbortSignal) {
  const { sender, zip, options } = job;
  const { onRetry } = options;
  return sender.run("UploadPart", {
    zip: zip.blob,
    onProgress,
    signal,
    ...(onRetry && { onRetry }),
    make: requestOf(job, { kind: "part", partNumber, size: zip.blob.size }),
    ...linked(job.ticket),
  });
}

async function listParts(job: Job): Promise<Part[]> {
  const make = requestOf(job, { kind: "list" });
  return (await job.sender.run("ListParts", { ...job.options, make, ...linked(job.ticket) })).parts;
}

async function complete(job: Job, parts: Part[]) {
  const { signal, onRetry } = job.options;
  try {
    return await job.sender.run("CompleteMultipartUpload", {
      ...(signal && { signal }),
      ...(onRetry && { onRetry }),
      make: requestOf(job, { kind: "complete", parts }),
      ...linked(job.ticket),
    });
  } catch (error) {
    throw mayHaveSucceeded(error) ? completionUnknownError(job.ticket, error.failure) : error;
  }
}

/**
 * The parts of this package that this browser has sent with this ticket. If the ticket can list parts, the list shows
 * whether they still exist. The list alone is not sufficient: parts that someone else sent may have the same sizes.
 */
async function knownParts(job: Job): Promise<Part[]> {
  const { ticket, zip, options, name } = job;
  const { size } = zip.blob;
  const sizeOf = (partNumber: number) => Math.min(size - (partNumber - 1) * ticket.partSize, ticket.partSize);
  const sent = recallParts(name).map(([partNumber, etag]) => ({ partNumber, etag, size: sizeOf(partNumber) }));
  if (sent.length === 0 || !ticket.list) return sent;
  try {
    const etags = new Map((await listParts(job)).map(({ partNumber, etag }) => [partNumber, etag]));
    return sent.filter(({ partNumber, etag }) => etags.get(partNumber) === etag);
  } catch (error) {
    options.signal?.throwIfAborted();
    // The author of the ticket may not be allowed to list parts. If a part is missing, completing fails.
    if (error instanceof DeployError && error.failure?.kind === "denied") return sent;
    throw error;
  }
}

/** Aborts the upload after a cancellation. Throws if it was already completed or could not be aborted. */
async function abortCancelled(job: Job, isCompleting: boolean): Promise<void> {
  const { sender, ticket } = job;
  const make = requestOf(job, { kind: "abort" });
  try {
    await sender.run("AbortMultipartUpload", { make, ...linked(ticket), signal: AbortSignal.timeout(ABORT_TIMEOUT) });
  } catch (error) {
    if (!isUploadGone(error)) throw leftError(ticket);
    if (isCompleting) throw cancelledLateError(ticket);
  }
}

/** The name of the upload. It contains no signature. */
function nameOf({ bucket, key, complete }: Ticket, { codeSha256, blob }: Zip): string {
  const url = new URL(complete);
  return [url.host, bucket, key, url.searchParams.get("uploadId") ?? "", codeSha256, blob.size].join(" ");
}

function cancelledLateError({ bucket, key }: Ticket): DeployError {
  return new DeployError({
    code: "cancelled-late",
    message: `The deploy was cancelled, but S3 had completed the upload: "${key}" in "${bucket}" is the package`,
    hint: "If the object is not wanted, tell the person who made the ticket",
  });
}

function leftError({ bucket, key }: Ticket): DeployError {
  return new DeployError({
    code: "upload-left",
    message: `The upload to "${key}" in "${bucket}" could not be ended: its parts are still stored`,
    hint: 'Clear them with the ticket\'s "abort" URL, curl -X DELETE, or ask whoever made the ticket',
  });
}

/** The error for an unknown outcome. A ticket has no request that looks up the object. */
function completionUnknownError({ bucket, key }: Ticket, failure?: Failure): DeployError {
  const why = failure && !isOutcomeUnknown(failure) ? ` (${failure.message})` : "";
  return new DeployError({
    code: "completion-unknown",
    message: `All parts are uploaded, but the answer to completing "${key}" was lost${why}`,
    hint: `Ask whoever made the ticket whether "${key}" is in "${bucket}" now, or get a new ticket`,
  });
}
