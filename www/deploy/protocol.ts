/** The messages between the page and the worker that calls WebAssembly for deploying. */

import type {
  Action,
  AwsFunctions,
  BodyHash,
  LambdaAction,
  Place,
  PostForm,
  PostFormOptions,
  PresignAction,
  PresignedUrl,
  Refusal,
  SessionInfo,
  SignedRequest,
  Ticket,
  TicketOptions,
  ZipFileEnd,
} from "./aws-types";

type Bytes = Uint8Array<ArrayBuffer>;

/**
 * Every call by its name. Only `open`, `openFields` and `profiles` take secrets; no answer contains one.
 * `now`: milliseconds since 1970. `expiresIn`: seconds.
 */
export interface Calls extends AwsFunctions {
  /** Reads pasted credentials, and keeps them for signing. */
  open(text: string, profile?: string): SessionInfo;
  /** The same for an access key id, a secret access key and a session token. */
  openFields(id: string, secret: string, token?: string): SessionInfo;
  sign(place: Place, action: Action, now: number, body?: BodyHash): SignedRequest;
  presign(place: Place, action: PresignAction, now: number, expiresIn: number): PresignedUrl;
  ticket(place: Place, options: TicketOptions, now: number): Ticket;
  postForm(place: Place, options: PostFormOptions, now: number): PostForm;
  /** Begins a JSON body that contains a zip in base64. The result is its number, for the two calls below. */
  beginBody(action: LambdaAction): number;
  /** Takes bytes of the zip, returns bytes of the body. */
  pushBody(body: number, bytes: Bytes): Bytes;
  endBody(body: number): ZipFileEnd;
  /** Begins a SHA-256 of bytes that come in pieces. The result is its number, for the two calls below. */
  beginHash(): number;
  /** Returns the buffer of the piece, to be used again. */
  pushHash(hash: number, bytes: Bytes): Bytes;
  /** The hash in base64. */
  endHash(hash: number): string;
  /** The SHA-256 of these bytes in base64. */
  sha256(bytes: Bytes): string;
}

/** The name of a call. */
export type Call = keyof Calls;

/** What the page sends to the worker: first the module, then calls. */
export type ToWorker =
  | { type: "start"; module: WebAssembly.Module }
  | { type: "call"; id: number; call: Call; args: unknown[] };

/** The answer to the call of the same `id`. */
export type FromWorker =
  | { id: number; value: unknown }
  | { id: number; refusal: Refusal }
  /** The message of an error that is a fault of the program. */
  | { id: number; trap: string };
