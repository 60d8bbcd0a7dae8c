/** What can be asked of S3 and Lambda: types only. */

export type Architecture = "x86_64" | "arm64";

/** A region, and endpoints where they are not AWS's own. */
export interface Place {
  region: string;
  lambdaEndpoint?: string;
  s3Endpoint?: string;
  /** Default: at AWS only for bucket names with dots; always with an endpoint of one's own. */
  pathStyle?: boolean;
}

/** Hex SHA-256 of the whole body. */
export interface BodyHash {
  sha256: string;
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
