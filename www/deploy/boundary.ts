/** What WebAssembly offers for deploying (src/wasm/aws/): types only. Times are milliseconds since 1970. */

import type { Finding } from "../packager/types";

export type Architecture = "x86_64" | "arm64";

/** Thrown by every call that is refused; never has a secret in it. */
export interface Refusal {
  code: string;
  message: string;
  hint: string;
}

/** A region, and endpoints where they are not AWS's own. */
export interface Place {
  region: string;
  lambdaEndpoint?: string;
  s3Endpoint?: string;
  /** Default: at AWS only for bucket names with dots; always with an endpoint of one's own. */
  pathStyle?: boolean;
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

/** Hex SHA-256 of the whole body. */
export interface BodyHash {
  sha256: string;
}

export interface Presigned {
  method: string;
  url: string;
  /** The credentials' own, if that is sooner. */
  expires: number;
}

export interface ObjectName {
  bucket: string;
  key: string;
}

export interface Part {
  partNumber: number;
  etag: string;
  size?: number;
  /** Base64. */
  checksumSha256?: string;
}

/** Where Lambda gets the zip: in the request itself (`ZipFileBody`) or from S3. */
export type CodeOrigin = { zipFile: true } | (ObjectName & { version?: string });

export type S3Action =
  | ({ op: "PutObject"; checksumSha256?: string; ifNoneMatch?: boolean } & ObjectName)
  | ({ op: "HeadObject"; versionId?: string } & ObjectName)
  | ({ op: "GetObject" } & ObjectName)
  | ({ op: "CreateMultipartUpload"; checksum?: boolean } & ObjectName)
  | ({
      op: "UploadPart";
      uploadId: string;
      partNumber: number;
      start: number;
      end: number;
      checksumSha256?: string;
    } & ObjectName)
  | ({ op: "CompleteMultipartUpload"; uploadId: string; parts: Part[]; ifNoneMatch?: boolean } & ObjectName)
  | ({ op: "AbortMultipartUpload"; uploadId: string } & ObjectName)
  | ({ op: "ListParts"; uploadId: string; partNumberMarker?: number } & ObjectName)
  | ({ op: "ListMultipartUploads" } & ObjectName);

export type PresignAction = Exclude<S3Action, { op: "CreateMultipartUpload" }>;

export type LambdaAction =
  | { op: "GetFunction" | "GetFunctionConfiguration"; functionName: string; qualifier?: string }
  | {
      op: "UpdateFunctionCode";
      functionName: string;
      code: CodeOrigin;
      architecture?: Architecture;
      publish?: boolean;
      dryRun?: boolean;
      revisionId?: string;
    }
  | {
      op: "UpdateFunctionConfiguration";
      functionName: string;
      runtime?: string;
      handler?: string;
      layers?: string[];
      revisionId?: string;
    }
  | {
      op: "CreateFunction";
      functionName: string;
      code: CodeOrigin;
      role: string;
      runtime: string;
      handler: string;
      architecture: Architecture;
      description?: string;
      timeout?: number;
      memorySize?: number;
      layers?: string[];
      publish?: boolean;
    }
  | {
      op: "PublishVersion";
      functionName: string;
      codeSha256?: string;
      description?: string;
      revisionId?: string;
    }
  | { op: "GetAlias"; functionName: string; name: string }
  | { op: "CreateAlias"; functionName: string; name: string; functionVersion: string; description?: string }
  | { op: "UpdateAlias"; functionName: string; name: string; functionVersion: string; revisionId?: string }
  | {
      op: "PublishLayerVersion";
      layerName: string;
      code: CodeOrigin;
      runtimes: string[];
      architectures: Architecture[];
      description?: string;
      licenseInfo?: string;
    }
  /** The newest first. */
  | { op: "ListLayerVersions"; layerName: string }
  | { op: "GetLayerVersion"; layerName: string; versionNumber: number }
  | { op: "Invoke"; functionName: string; qualifier?: string; payload: string; logTail?: boolean }
  | { op: "GetAccountSettings" };

export type Action = S3Action | LambdaAction;
export type Operation = Action["op"] | "PostForm";

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

export interface Answer {
  status: number;
  headers: [string, string][];
  body: string;
}

export interface FunctionConfiguration {
  functionName: string;
  functionArn: string;
  runtime?: string;
  handler?: string;
  role?: string;
  codeSize: number;
  codeSha256: string;
  version: string;
  lastModified?: string;
  revisionId?: string;
  packageType?: string;
  architectures: string[];
  layers: { arn: string; codeSize: number }[];
  state?: string;
  stateReason?: string;
  lastUpdateStatus?: string;
  lastUpdateStatusReason?: string;
  timeout?: number;
  memorySize?: number;
  description?: string;
}

interface Stored {
  /** Absent where the bucket's CORS configuration does not expose it. */
  etag?: string;
  versionId?: string;
  location?: string;
}

interface StoredObject {
  size?: number;
  etag?: string;
  versionId?: string;
  checksumSha256?: string;
}

interface Alias {
  aliasArn: string;
  name: string;
  functionVersion: string;
  revisionId?: string;
}

export interface LayerVersion {
  layerArn: string;
  layerVersionArn: string;
  version: number;
  codeSha256: string;
  codeSize: number;
  compatibleRuntimes?: string[];
  compatibleArchitectures?: string[];
}

/** What each operation answers. */
export interface Values {
  PutObject: Stored;
  UploadPart: Stored;
  PostForm: Stored;
  CompleteMultipartUpload: Stored & { etag: string };
  HeadObject: StoredObject;
  GetObject: StoredObject;
  CreateMultipartUpload: { uploadId: string };
  AbortMultipartUpload: Record<string, never>;
  ListParts: { parts: Part[]; nextMarker?: number };
  ListMultipartUploads: { uploads: { key: string; uploadId: string; initiated?: string; initiator?: string }[] };
  GetFunction: { configuration: FunctionConfiguration };
  GetFunctionConfiguration: FunctionConfiguration;
  UpdateFunctionCode: FunctionConfiguration;
  UpdateFunctionConfiguration: FunctionConfiguration;
  CreateFunction: FunctionConfiguration;
  PublishVersion: FunctionConfiguration;
  GetAlias: Alias;
  CreateAlias: Alias;
  UpdateAlias: Alias;
  PublishLayerVersion: LayerVersion;
  ListLayerVersions: { layerVersions: { layerVersionArn: string; version: number }[] };
  GetLayerVersion: LayerVersion;
  Invoke: {
    statusCode: number;
    payload: string;
    functionError?: string;
    log?: string;
    executedVersion?: string;
  };
  GetAccountSettings: {
    totalCodeSize: number;
    usedCodeSize: number;
    codeSizeUnzipped: number;
    codeSizeZipped: number;
    functionCount: number;
  };
}

export type FailureKind =
  | "throttled"
  | "in-progress"
  | "expired-credentials"
  | "expired-url"
  | "bad-credentials"
  | "skew"
  | "region"
  | "denied"
  | "not-found"
  | "exists"
  | "precondition"
  | "too-large"
  | "invalid"
  | "no-such-upload"
  | "bad-part"
  | "checksum"
  | "network"
  | "cors"
  | "service"
  | "unknown";

export interface Failure {
  kind: FailureKind;
  /** AWS's own; empty where there is none. */
  code: string;
  status: number;
  message: string;
  hint: string;
  retryable: boolean;
  /** Milliseconds. */
  retryAfter?: number;
  serverTime?: number;
  region?: string;
  requestId?: string;
}

export type Outcome<Op extends Operation> = { ok: true; value: Values[Op] } | { ok: false; failure: Failure };

/** What checking a pasted upload depends on. */
export interface Ask {
  now: number;
  /** Nothing has confirmed this clock: what it alone refuses is warned of, not forbidden. */
  isClockUnsure?: boolean;
  size?: number;
  codeSha256?: string;
  bytesPerSecond?: number;
  /** Signed headers whose values the user knows. */
  headers?: [string, string][];
}

/** A way to upload without credentials; an error among the findings forbids sending. */
export interface Upload {
  kind: "put" | "post" | "ticket";
  host: string;
  bucket?: string;
  key?: string;
  region?: string;
  expires?: number;
  maximumSize?: number;
  neededHeaders: string[];
  findings: Finding[];
  url?: string;
  post?: PostForm;
  ticket?: Ticket;
}

/** `fields` in this order, then the package as `file`. */
export interface PostForm {
  url: string;
  fields: [string, string][];
}

export interface PostWish extends ObjectName {
  maximumSize: number;
  /** Seconds. */
  expiresIn: number;
}

/** See docs/ticket.md. */
export interface Ticket {
  wheelpressTicket: 1;
  bucket: string;
  key: string;
  region?: string;
  expires: string;
  partSize: number;
  maximumSize: number;
  parts: string[];
  complete: string;
  abort: string;
  list?: string;
}

export interface TicketWish extends ObjectName {
  uploadId: string;
  maximumSize: number;
  partSize?: number;
  /** Seconds. */
  expiresIn: number;
}

/** `size` is the package's. */
export type TicketStep =
  | { kind: "part"; partNumber: number; size: number }
  | { kind: "complete"; parts: Part[] }
  | { kind: "abort" }
  | { kind: "list" };

export interface WaiterState {
  done: boolean;
  ok: boolean;
  message: string;
  hint: string;
  nextPollMs: number;
}

/** What the package was pressed for. */
export interface Pressed {
  runtime: string;
  architecture: Architecture;
  handler?: string;
  unzippedSize: number;
  codeSha256?: string;
}

export interface CommandWish {
  place: Place;
  action: Action;
  /** The zip's file name. */
  zip: string;
  size: number;
  shell?: "sh" | "powershell";
}

interface DeployCommandWish {
  place: Place;
  code: CodeOrigin;
  /** The zip's file name. */
  zip: string;
  size: number;
  runtime: string;
  architecture: Architecture;
  shell?: "sh" | "powershell";
}

/** A function's whole deploy by hand. */
export interface FunctionCommandWish extends DeployCommandWish {
  functionName: string;
  alias?: string;
  codeSha256: string;
  handler?: string;
  /** Of a function that is to be made. */
  role?: string;
  publish?: boolean;
  dryRun?: boolean;
  configure?: boolean;
  guard?: boolean;
}

export interface LayerCommandWish extends DeployCommandWish {
  layerName: string;
  /** Functions that get the layer version. */
  attachTo?: string[];
}

/** The module's own exports. */
export interface AwsBoundary {
  Session: {
    /** Without `now`, credentials that have expired are taken too. */
    new (text: string, profile?: string, now?: number): Session;
    fromFields(id: string, secret: string, token?: string, now?: number): Session;
  };
  ZipFileBody: new (action: LambdaAction) => ZipFileBody;
  Sha256: new () => Sha256;
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
