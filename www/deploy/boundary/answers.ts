/** What S3 and Lambda answer: types only. */

import type { Operation, Part } from "./actions";

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
