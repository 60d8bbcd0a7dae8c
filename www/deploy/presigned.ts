import type { Ask, Failure, Part, Place, SignedRequest, Ticket, TicketStep, Upload } from "./boundary";
import { DeployError, isLost } from "./error";
import { isGone, type Multipart, sendParts, type Watch, type Zip } from "./parts";
import { forgetParts, recallParts, rememberPart } from "./remember";
import { LostOr, type Requests } from "./retry";
import { transmit } from "./send";

/** Bytes a second taken for granted before the first upload: 10 Mbit/s. */
const ASSUMED = 1_250_000;

/** Bytes from which an upload says something about the connection. */
const TELLING = 1_000_000;

/** Values of signed headers that the user knows: name, value. */
export type Headers = [string, string][];

/** Uploads that need no credentials: a presigned URL, a POST form, a ticket. */
export class Presigned {
  readonly #requests: Requests;
  #bytesPerSecond = ASSUMED;

  constructor(requests: Requests) {
    this.#requests = requests;
  }

  /** What was pasted, checked for a package of this size. */
  async read(text: string, zip: Zip, headers: Headers = []): Promise<Upload> {
    const { aws } = this.#requests;
    let upload = await aws.call("readUpload", text, this.#ask(zip, headers));
    const url = upload.url ?? upload.post?.url ?? upload.ticket?.complete;
    // Whose clock counts is known only now.
    if (url && this.#requests.knowsTime(url)) {
      upload = await aws.call("readUpload", text, this.#ask(zip, headers, url));
    }
    // S3 puts the file's name there ("POST policy", key).
    const key = upload.kind === "post" && upload.key?.replace(/\$\{filename\}/g, () => nameOf(zip));
    return { ...upload, ...(key && { key }) };
  }

  async upload(text: string, zip: Zip, watch: Watch, headers: Headers = []): Promise<Upload> {
    const upload = await this.read(text, zip, headers);
    const error = upload.findings.find(({ severity }) => severity === "error");
    if (error) throw new DeployError(error);
    const start = performance.now();
    await this.#send(upload, zip, watch, headers);
    const seconds = (performance.now() - start) / 1000;
    if (zip.blob.size >= TELLING && seconds > 0) this.#bytesPerSecond = zip.blob.size / seconds;
    return upload;
  }

  async #send(upload: Upload, zip: Zip, watch: Watch, headers: Headers): Promise<void> {
    if (upload.ticket) await this.#byTicket(upload.ticket, zip, watch);
    else if (upload.post) await this.#byForm(upload, zip, watch);
    else if (upload.url) await this.#byUrl(upload.url, zip, watch, headers);
  }

  #ask({ blob, codeSha256 }: Zip, headers: Headers, url?: string): Ask {
    const isClockUnsure = !url || !this.#requests.knowsTime(url);
    const now = this.#requests.now(url);
    return { now, isClockUnsure, size: blob.size, codeSha256, bytesPerSecond: this.#bytesPerSecond, headers };
  }

  async #byUrl(url: string, zip: Zip, watch: Watch, headers: Headers): Promise<void> {
    const make = () => this.#requests.aws.call("uploadRequest", url, this.#ask(zip, headers, url));
    await this.#requests.run("PutObject", { ...watch, zip: zip.blob, make, place: NOWHERE });
  }

  async #byForm({ post }: Upload, zip: Zip, watch: Watch): Promise<void> {
    if (!post) return;
    const form = new FormData();
    for (const [name, value] of post.fields) form.append(name, value);
    form.append("file", zip.blob, nameOf(zip));
    const request: SignedRequest = {
      op: "PostForm",
      method: "POST",
      url: post.url,
      headers: [],
      body: { kind: "none" },
      // The same bytes under the same key.
      isRepeatable: true,
    };
    await this.#requests.run("PostForm", {
      ...watch,
      make: async () => request,
      send: () => transmit("POST", post.url, [], form, watch),
      place: NOWHERE,
    });
  }

  async #byTicket(ticket: Ticket, zip: Zip, watch: Watch): Promise<void> {
    const { aws } = this.#requests;
    const { size } = zip.blob;
    const step = (wanted: TicketStep) => () => aws.call("ticketRequest", ticket, wanted);
    const list = async (): Promise<Part[]> =>
      (await this.#requests.run("ListParts", { ...watch, make: step({ kind: "list" }), place: NOWHERE })).parts;
    const upload = uploadOf(ticket, zip);
    let isCompleting = false;
    const multipart: Multipart = {
      partSize: ticket.partSize,
      arrived: ({ partNumber, etag }) => rememberPart(upload, partNumber, etag),
      checksums: false,
      put: ({ partNumber }, onProgress, signal) =>
        this.#requests.run("UploadPart", {
          zip: zip.blob,
          onProgress,
          signal,
          ...(watch.onFault && { onFault: watch.onFault }),
          make: step({ kind: "part", partNumber, size }),
          place: NOWHERE,
        }),
      ...(ticket.list && { list }),
      complete: async (parts) => {
        isCompleting = true;
        try {
          const complete = { kind: "complete", parts } as const;
          return await this.#requests.run("CompleteMultipartUpload", {
            ...quiet(watch),
            make: step(complete),
            place: NOWHERE,
          });
        } catch (error) {
          if (error instanceof LostOr && error.wasLost) throw undecided(ticket, error.failure);
          throw error;
        }
      },
    };
    try {
      await sendParts(aws, zip, multipart, watch, await this.#arrived(ticket, zip, watch, list));
      forgetParts(upload);
    } catch (error) {
      if (isGone(error)) forgetParts(upload);
      if (!watch.signal?.aborted) throw error;
      forgetParts(upload);
      const abort = { make: step({ kind: "abort" }), place: NOWHERE, signal: AbortSignal.timeout(CLEARING) };
      const fault = await this.#requests.run("AbortMultipartUpload", abort).then(
        () => undefined,
        (fault: unknown) => fault,
      );
      if (isGone(fault) && isCompleting) throw cancelledLate(ticket);
      if (fault !== undefined && !isGone(fault)) throw left(ticket);
      throw error;
    }
  }

  /**
   * The parts of this package that this browser has sent under this ticket before. The list, where there is one, says
   * whether they are still there; alone it would not do, since someone else's parts may be of the same sizes.
   */
  async #arrived(ticket: Ticket, zip: Zip, watch: Watch, list: () => Promise<Part[]>): Promise<Part[]> {
    const { size } = zip.blob;
    const sizeOf = (partNumber: number) => Math.min(size - (partNumber - 1) * ticket.partSize, ticket.partSize);
    const upload = uploadOf(ticket, zip);
    const sent = recallParts(upload).map(([partNumber, etag]) => ({ partNumber, etag, size: sizeOf(partNumber) }));
    if (sent.length === 0 || !ticket.list) return sent;
    try {
      const etags = new Map((await list()).map(({ partNumber, etag }) => [partNumber, etag]));
      return sent.filter(({ partNumber, etag }) => etags.get(partNumber) === etag);
    } catch (error) {
      watch.signal?.throwIfAborted();
      // Whoever made the ticket may not be allowed to list: completing tells if a part is missing.
      if (error instanceof DeployError && error.failure?.kind === "denied") return sent;
      throw error;
    }
  }
}

/** Milliseconds for ending an upload after a cancellation. */
const CLEARING = 20_000;

const nameOf = ({ name }: Zip) => name ?? "function.zip";

/** By which sent parts are remembered: never a signature. */
function uploadOf({ bucket, key, complete }: Ticket, { codeSha256, blob }: Zip): string {
  const url = new URL(complete);
  return [url.host, bucket, key, url.searchParams.get("uploadId") ?? "", codeSha256, blob.size].join(" ");
}

function cancelledLate({ bucket, key }: Ticket): DeployError {
  return new DeployError({
    code: "cancelled-late",
    message: `The deploy was cancelled, but S3 had completed the upload: "${key}" in "${bucket}" is the package`,
    hint: "Tell whoever made the ticket if the object is not wanted",
  });
}

function left({ bucket, key }: Ticket): DeployError {
  return new DeployError({
    code: "upload-left",
    message: `The upload to "${key}" in "${bucket}" could not be ended: its parts are still stored`,
    hint: 'Clear them with the ticket\'s "abort" URL, curl -X DELETE, or ask whoever made the ticket',
  });
}

/** A presigned URL says itself where it leads. */
const NOWHERE: Place = { region: "" };

const quiet = ({ signal, onFault }: Watch): Watch => ({ ...(signal && { signal }), ...(onFault && { onFault }) });

/** A ticket cannot ask whether the object is there. */
function undecided({ bucket, key }: Ticket, failure?: Failure): DeployError {
  const why = failure && !isLost(failure) ? ` (${failure.message})` : "";
  return new DeployError({
    code: "completion-unknown",
    message: `All parts are uploaded, but the answer to completing "${key}" was lost${why}`,
    hint: `Ask whoever made the ticket whether "${key}" is in "${bucket}" now, or get a new ticket`,
  });
}
