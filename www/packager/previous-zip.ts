/**
 * A finished package. The next package usually begins with the same bytes: SHA-256 then continues from a state after
 * them, and they are not read again.
 */

/** The state of SHA-256 after `at` bytes. */
export interface HashState {
  at: number;
  state: Uint8Array<ArrayBuffer>;
}

/** A finished package. */
export interface PreviousZip {
  zip: Blob;
  /** The state after each chunk, in order. */
  states: HashState[];
  /** The offsets at which its runs of entries end. */
  ends: number[];
}

/** A range of bytes of a finished package. */
export interface ZipRange {
  of: PreviousZip;
  start: number;
  end: number;
}
