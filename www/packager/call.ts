/** What the jobs of one call share: they are cancelled together, and read the same files. */

import { abortError } from "./errors";
import type { NumberedFile } from "./protocol";

export class Call {
  readonly #files = new Map<number, Blob>();

  constructor(files: NumberedFile[] = []) {
    for (const { id, file } of files) this.#files.set(id, file);
  }

  /** A file by its number; undefined if the call has no such file. */
  file(id: number): Blob | undefined {
    return this.#files.get(id);
  }
}

/** Rejects as soon as the signal says so; `stop` then ends the work. */
export async function abortable<T>(signal: AbortSignal | undefined, stop: () => void, work: Promise<T>): Promise<T> {
  if (!signal) return work;
  const aborted = new Promise<never>((_, reject) => {
    const abort = () => {
      stop();
      reject(abortError());
    };
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort, { once: true });
  });
  aborted.catch(() => {});
  work.catch(() => {});
  return Promise.race([work, aborted]);
}
