/** The messages between the page and the worker that calls WebAssembly for deploying. */

import type {
  Action,
  AwsFunctions,
  BodyHash,
  EndpointConfig,
  LambdaAction,
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
 * All calls by their names. Only `open`, `openFields` and `profiles` take secrets; no answer contains one. `now` is in
 * milliseconds since 1970, `expiresIn` in seconds.
 */
export interface Calls extends AwsFunctions {
  /** Reads pasted credentials, and keeps them for signing. */
  open(text: string): SessionInfo;
  /** The same for one profile of the text whose `profiles` were asked for last. */
  openProfile(profile: string): SessionInfo;
  /** The same for an access key id, a secret access key and a session token. */
  openFields(id: string, secret: string, token?: string): SessionInfo;
  sign(place: EndpointConfig, action: Action, now: number, body?: BodyHash): SignedRequest;
  presign(place: EndpointConfig, action: PresignAction, now: number, expiresIn: number): PresignedUrl;
  ticket(place: EndpointConfig, options: TicketOptions, now: number): Ticket;
  postForm(place: EndpointConfig, options: PostFormOptions, now: number): PostForm;
  /** Begins a JSON body that contains a zip in base64. Returns its number for the two calls below. */
  beginBody(action: LambdaAction): number;
  /** Takes bytes of the zip, returns bytes of the body. */
  pushBody(body: number, bytes: Bytes): Bytes;
  endBody(body: number): ZipFileEnd;
  /** Begins a SHA-256 of bytes that come in pieces. Returns its number for the two calls below. */
  beginHash(): number;
  /** Hashes a piece. Returns its buffer for reuse. */
  pushHash(hash: number, bytes: Bytes): Bytes;
  /** Returns the hash in base64. */
  endHash(hash: number): string;
  /** Returns the SHA-256 of these bytes in base64. */
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
  /** The message of an error that is a bug in the program. */
  | { id: number; trap: string };
