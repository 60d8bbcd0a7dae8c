import type { Upload, UploadContext } from "../aws-types";
import { DeployError } from "../error";
import type { RequestSender } from "../retry";
import type { TransferOptions, Zip } from "../transfer";
import type { LinkSender, Look, SignedHeaders } from "./link-sender";
import { fileNameOf, sendPostForm } from "./post-form";
import { sendToPresignedUrl } from "./presigned-url";
import { sendByTicket } from "./ticket";

/** Bytes per second that are assumed before the first upload: 10 Mbit/s. */
const ASSUMED_SPEED = 1_250_000;

/** Minimum bytes of an upload from which the speed of the connection is measured. */
const MEASURABLE = 1_000_000;

/** How each kind of pasted upload is sent. */
const SENDERS: Record<Upload["kind"], LinkSender> = {
  put: sendToPresignedUrl,
  post: sendPostForm,
  ticket: sendByTicket,
};

/** Uploads without credentials, by something that someone else has signed: a presigned URL, a POST form or a ticket. */
export class LinkUploads {
  readonly #sender: RequestSender;
  #bytesPerSecond = ASSUMED_SPEED;

  constructor(sender: RequestSender) {
    this.#sender = sender;
  }

  /** Reads pasted text, and checks whether the package can be uploaded with it. The result contains the findings. */
  async read(text: string, zip: Zip, headers: SignedHeaders = []): Promise<Upload> {
    const { aws, clock } = this.#sender;
    let upload = await aws.call("readUpload", text, this.#context(zip, headers));
    const url = urlOf(upload);
    // The host is known only after the first reading. If it has stated its time, the text is checked again with that
    // time.
    if (url && clock.knows(url)) upload = await aws.call("readUpload", text, this.#context(zip, headers, url));
    // S3 replaces this by the name of the file ("POST policy", key).
    const key = upload.kind === "post" && upload.key?.replace(/\$\{filename\}/g, () => fileNameOf(zip));
    return { ...upload, ...(key && { key }) };
  }

  /**
   * Uploads the package. Sends nothing if there is an error finding. `lookFor` returns how the object of an upload can
   * be looked up, if it can.
   */
  async upload(
    text: string,
    zip: Zip,
    options: TransferOptions,
    headers: SignedHeaders = [],
    lookFor: (upload: Upload) => Look | undefined = () => undefined,
  ): Promise<Upload> {
    const upload = await this.read(text, zip, headers);
    const error = upload.findings.find(({ severity }) => severity === "error");
    if (error) throw new DeployError(error);
    const start = performance.now();
    const context = (url: string) => this.#context(zip, headers, url);
    await SENDERS[upload.kind]({ upload, zip, sender: this.#sender, context, options, look: lookFor(upload) });
    const seconds = (performance.now() - start) / 1000;
    if (zip.blob.size >= MEASURABLE && seconds > 0) this.#bytesPerSecond = zip.blob.size / seconds;
    return upload;
  }

  #context({ blob, codeSha256 }: Zip, headers: SignedHeaders, url?: string): UploadContext {
    const { clock } = this.#sender;
    return {
      now: clock.now(url),
      isClockUnsure: !url || !clock.knows(url),
      size: blob.size,
      codeSha256,
      bytesPerSecond: this.#bytesPerSecond,
      headers,
    };
  }
}

/** A URL of the host that the upload is sent to. */
function urlOf(upload: Upload): string | undefined {
  switch (upload.kind) {
    case "put":
      return upload.url;
    case "post":
      return upload.post.url;
    case "ticket":
      return upload.ticket?.complete;
  }
}
