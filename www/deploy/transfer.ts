import type { Failure } from "./aws-types";

/** The package that is sent. */
export interface Zip {
  blob: Blob;
  /** The SHA-256 of the bytes, in base64. */
  codeSha256: string;
  /** The file name under which it is offered for download. The key of a POST form may contain it. */
  name?: string;
}

/** Lets the caller of a long operation receive its progress and cancel it. */
export interface TransferOptions {
  signal?: AbortSignal;
  /** Called with the bytes sent so far. */
  onProgress?: (sent: number) => void;
  /** Called with each failure after which a request is sent again. */
  onRetry?: (failure: Failure) => void;
}
