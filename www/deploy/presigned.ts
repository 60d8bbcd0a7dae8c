import type { Ask, Failure, Part, Place, SignedRequest, Ticket, TicketStep, Upload } from "./boundary";
import { DeployError, isLost } from "./error";
import { type Multipart, sendParts, type Watch, type Zip } from "./parts";
import { LostOr, type Requests } from "./retry";
import { transmit } from "./send";

/** Uploads that need no credentials: a presigned URL, a POST form, a ticket. */
export class Presigned {
  readonly #requests: Requests;

  constructor(requests: Requests) {
    this.#requests = requests;
  }

  /** What was pasted, checked for a package of this size. */
  async read(text: string, zip: Zip): Promise<Upload> {
    const { aws } = this.#requests;
    const upload = await aws.call("readUpload", text, this.#ask(zip));
    const url = upload.url ?? upload.post?.url ?? upload.ticket?.complete;
    // Whose clock counts is known only now.
    return url && this.#requests.knowsTime(url) ? aws.call("readUpload", text, this.#ask(zip, url)) : upload;
  }

  async upload(text: string, zip: Zip, watch: Watch): Promise<Upload> {
    const upload = await this.read(text, zip);
    const error = upload.findings.find(({ severity }) => severity === "error");
    if (error) throw new DeployError(error);
    if (upload.ticket) await this.#byTicket(upload.ticket, zip, watch);
    else if (upload.post) await this.#byForm(upload, zip, watch);
    else if (upload.url) await this.#byUrl(upload.url, zip, watch);
    return upload;
  }

  #ask({ blob, codeSha256 }: Zip, url?: string): Ask {
    const isClockUnsure = !url || !this.#requests.knowsTime(url);
    return { now: this.#requests.now(url), size: blob.size, codeSha256, isClockUnsure };
  }

  async #byUrl(url: string, zip: Zip, watch: Watch): Promise<void> {
    const make = () => this.#requests.aws.call("uploadRequest", url, this.#ask(zip, url));
    await this.#requests.run("PutObject", { ...watch, zip: zip.blob, make, place: NOWHERE });
  }

  async #byForm({ post }: Upload, zip: Zip, watch: Watch): Promise<void> {
    if (!post) return;
    const form = new FormData();
    for (const [name, value] of post.fields) form.append(name, value);
    form.append("file", zip.blob);
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
    const multipart: Multipart = {
      partSize: ticket.partSize,
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
      await sendParts(aws, zip, multipart, watch);
    } catch (error) {
      if (watch.signal?.aborted) {
        const abort = { make: step({ kind: "abort" }), place: NOWHERE };
        await this.#requests.run("AbortMultipartUpload", abort).catch(() => {});
      }
      throw error;
    }
  }
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
