/** What the page asks of the worker that holds the credentials, and what it gets. */

import type { Finding } from "../packager/types";
import type {
  Action,
  Answer,
  Ask,
  BodyHash,
  CommandWish,
  Failure,
  FunctionCommandWish,
  FunctionConfiguration,
  LambdaAction,
  LayerCommandWish,
  Operation,
  Outcome,
  Place,
  PostForm,
  PostWish,
  PresignAction,
  Presigned,
  Pressed,
  Refusal,
  SessionInfo,
  SignedRequest,
  Ticket,
  TicketStep,
  TicketWish,
  Upload,
  WaiterState,
  ZipFileEnd,
} from "./boundary";

type Bytes = Uint8Array<ArrayBuffer>;

/** Every call by its name. Only `open`, `openFields` and `profiles` take secrets, and no answer has one in it. */
export interface Calls {
  open(text: string, profile?: string): SessionInfo;
  openFields(id: string, secret: string, token?: string): SessionInfo;
  profiles(text: string): string[];
  sign(place: Place, action: Action, now: number, body?: BodyHash): SignedRequest;
  presign(place: Place, action: PresignAction, now: number, expiresIn: number): Presigned;
  ticket(place: Place, wanted: TicketWish, now: number): Ticket;
  postForm(place: Place, wanted: PostWish, now: number): PostForm;
  readAnswer(op: Operation, answer: Answer, isPresigned: boolean): Outcome<Operation>;
  networkFailure(url: string, pageOrigin: string, isOnline: boolean): Failure;
  blockedFailure(url: string): Failure;
  readUpload(text: string, ask: Ask): Upload;
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
