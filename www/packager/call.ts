/** The state that the jobs of one call share: they are cancelled together, and read the same files. */

import { abortError } from "./errors";
import type { NumberedFile } from "./protocol";
import type { Reads } from "./read-bytes";

/** Numbers of lent blobs start here, after those of files, which the page counts from 0. */
const FIRST_LENT = 2 ** 31;

/** One call of the packager's interface. */
export class Call {
  readonly #files = new Map<number, Blob>();
  /** Called with the number of file ranges and bytes that the page has read for the call. */
  onRead: ((files: number, bytes: number) => void) | undefined;
  /** The bytes of its files that were already read. */
  reads: Reads | undefined;
  #nextLent = FIRST_LENT;

  constructor(files: NumberedFile[] = []) {
    for (const { id, file } of files) this.#files.set(id, file);
  }

  /** A file by its number; undefined if the call has no such file. */
  file(id: number): Blob | undefined {
    return this.#files.get(id);
  }

  /** Numbers a blob that the call itself has made, so that its workers can read it. */
  lend(file: Blob): NumberedFile {
    const id = this.#nextLent++;
    this.#files.set(id, file);
    return { id, file };
  }
}

/** Rejects as soon as the signal is aborted, and calls `stop` to end the work. */
export async function abortable<T>(signal: AbortSignal | undefined, stop: () => void, work: Promise<T>): Promise<T> {
  if (!signal) return work;
  let abort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    abort = () => {
      stop();
      reject(abortError());
    };
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort, { once: true });
  });
  aborted.catch(() => {});
  work.catch(() => {});
  try {
    return await Promise.race([work, aborted]);
  } finally {
    // A signal may be that of many calls.
    signal.removeEventListener("abort", abort);
  }
}
