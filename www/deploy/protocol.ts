/** What the page asks of the worker that holds the credentials, and what it gets. */

import type {
  Action,
  AwsFunctions,
  BodyHash,
  LambdaAction,
  Place,
  PostForm,
  PostWish,
  PresignAction,
  Presigned,
  Refusal,
  SessionInfo,
  SignedRequest,
  Ticket,
  TicketWish,
  ZipFileEnd,
} from "./boundary";

type Bytes = Uint8Array<ArrayBuffer>;

/** Every call by its name. Only `open`, `openFields` and `profiles` take secrets, and no answer has one in it. */
export interface Calls extends AwsFunctions {
  open(text: string, profile?: string): SessionInfo;
  openFields(id: string, secret: string, token?: string): SessionInfo;
  sign(place: Place, action: Action, now: number, body?: BodyHash): SignedRequest;
  presign(place: Place, action: PresignAction, now: number, expiresIn: number): Presigned;
  ticket(place: Place, wanted: TicketWish, now: number): Ticket;
  postForm(place: Place, wanted: PostWish, now: number): PostForm;
  /** A JSON body around the zip: begun, fed with the zip's bytes, ended. The number names it. */
  beginBody(action: LambdaAction): number;
  pushBody(body: number, bytes: Bytes): Bytes;
  endBody(body: number): ZipFileEnd;
  /** The SHA-256 of bytes that come in pieces, in base64. Each piece is handed back, to be used again. */
  beginHash(): number;
  pushHash(hash: number, bytes: Bytes): Bytes;
  endHash(hash: number): string;
  /** The SHA-256 of some bytes in base64. */
  sha256(bytes: Bytes): string;
}

export type Call = keyof Calls;

export type ToWorker =
  | { type: "start"; module: WebAssembly.Module }
  | { type: "call"; id: number; call: Call; args: unknown[] };

export type FromWorker =
  | { id: number; value: unknown }
  | { id: number; refusal: Refusal }
  /** Not refused but broken. */
  | { id: number; trap: string };
