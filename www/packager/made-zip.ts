/**
 * A package that was made. The next one mostly begins with the same bytes: SHA-256 goes on from a state behind them, and
 * they are not read again.
 */

/** SHA-256 after so many bytes. */
export interface HashState {
  at: number;
  state: Uint8Array<ArrayBuffer>;
}

/** A package that was made. */
export interface MadeZip {
  zip: Blob;
  /** After each chunk, the first one first. */
  states: HashState[];
  /** Where its runs of lines end. */
  ends: number[];
}

/** Bytes of a package that was made. */
export interface ZipRange {
  of: MadeZip;
  start: number;
  end: number;
}
