/** What WebAssembly offers for deploying (src/wasm/aws/): types only. Times are milliseconds since 1970. */

import type { Finding } from "../../packager/types";
import type { Action, BodyHash, LambdaAction, Operation, Place, PresignAction } from "./actions";
import type { Answer, Failure, FunctionConfiguration, Outcome } from "./answers";
import type { CommandWish, FunctionCommandWish, LayerCommandWish, Pressed } from "./by-hand";
import type { Ask, PostForm, PostWish, Presigned, Ticket, TicketStep, TicketWish, Upload } from "./uploads";

export type * from "./actions";
export type * from "./answers";
export type * from "./by-hand";
export type * from "./uploads";

/** Thrown by every call that is refused; never has a secret in it. */
export interface Refusal {
  code: string;
  message: string;
  hint: string;
}

export interface SessionInfo {
  /** Its first and last four characters. */
  accessKeyId: string;
  isTemporary: boolean;
  expires?: number;
  form: "shell" | "powershell" | "cmd" | "ini" | "json" | "csv" | "fields";
  profile?: string;
  region?: string;
}

/** Lives in a worker; `lock` wipes it. */
export interface Session {
  info(): SessionInfo;
  lock(): void;
  isLocked(): boolean;
  /** Whether the credentials have expired, AWS's clock says. */
  sign(place: Place, action: Action, now: number, body?: BodyHash): SignedRequest;
  /** `expiresIn`: seconds, at most seven days. */
  presign(place: Place, action: PresignAction, now: number, expiresIn: number): Presigned;
  /** After CreateMultipartUpload was answered. */
  ticket(place: Place, wanted: TicketWish, now: number): Ticket;
  postForm(place: Place, wanted: PostWish, now: number): PostForm;
  free(): void;
}

export interface SignedRequest {
  op: Operation;
  method: string;
  url: string;
  /** Set all of these and no others; host and content-length are the browser's. */
  headers: [string, string][];
  body:
    | { kind: "none" }
    /** Exactly these characters. */
    | { kind: "text"; text: string }
    /** The whole zip, as a Blob without a type. */
    | { kind: "package" }
    | { kind: "slice"; start: number; end: number }
    /** What `ZipFileBody` wrote. */
    | { kind: "zip-file" };
  /** `false`: an answer that was lost is settled by asking for the state. */
  isRepeatable: boolean;
}

/** The JSON around a zip in base64: zip bytes in, body bytes out. */
export interface ZipFileBody {
  push(bytes: Uint8Array): Uint8Array<ArrayBuffer>;
  /** Frees the object. */
  finish(): ZipFileEnd;
  free(): void;
}

export interface ZipFileEnd {
  bytes: Uint8Array<ArrayBuffer>;
  /** Hex, of the body. */
  sha256: string;
  size: number;
  /** Base64, of the zip. */
  codeSha256: string;
  zipSize: number;
}

export interface Sha256 {
  push(bytes: Uint8Array): void;
  finish(): { hex: string; base64: string };
  free(): void;
}

export interface WaiterState {
  done: boolean;
  ok: boolean;
  message: string;
  hint: string;
  nextPollMs: number;
}

/** The module's functions. */
export interface AwsFunctions {
  profiles(text: string): string[];
  /** `isPresigned`: somebody else signed the request. */
  readAnswer<Op extends Operation>(op: Op, answer: Answer, isPresigned: boolean): Outcome<Op>;
  networkFailure(url: string, pageOrigin: string, isOnline: boolean): Failure;
  blockedFailure(url: string): Failure;
  readUpload(text: string, ask: Ask): Upload;
  /** The request of a presigned URL, checked again. */
  uploadRequest(url: string, ask: Ask): SignedRequest;
  ticketRequest(ticket: Ticket, step: TicketStep): SignedRequest;
  partPlan(size: number): { partSize: number; count: number };
  retryDelay(failure: Failure, attempt: number, random: number): number | undefined;
  waiter(kind: "updated" | "active", configuration: FunctionConfiguration, polls: number): WaiterState;
  compareFunction(configuration: FunctionConfiguration, pressed: Pressed): Finding[];
  corsConfiguration(origin: string): string;
  corsCommand(place: Place, bucket: string, origin: string, shell: "sh" | "powershell"): string[];
  cliCommands(wish: CommandWish): string[];
  functionCommands(wish: FunctionCommandWish): string[];
  layerCommands(wish: LayerCommandWish): string[];
  directUploadLimit(): number;
}

/** The module's own exports. */
export interface AwsBoundary extends AwsFunctions {
  Session: {
    /** Without `now`, credentials that have expired are taken too. */
    new (text: string, profile?: string, now?: number): Session;
    fromFields(id: string, secret: string, token?: string, now?: number): Session;
  };
  ZipFileBody: new (action: LambdaAction) => ZipFileBody;
  Sha256: new () => Sha256;
}
