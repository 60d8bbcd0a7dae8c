import type { Range } from "../protocol";

/** How the bytes of files are had. */
export interface Reads {
  /** The page reads, as this worker cannot. */
  readonly inPage: boolean;
  /** The bytes of all ranges, one after another. */
  read(ranges: Range[]): Promise<ArrayBuffer>;
  /** The bytes of a blob, at once. Not where the page reads. */
  now(blob: Blob): Uint8Array<ArrayBuffer>;
}
