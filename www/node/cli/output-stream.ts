/** A device, a pipe or standard output. What is written to it cannot be undone, so it is written last. */

import { fstatSync, statSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import type { Item } from "wheelpress/node";
import { errorMessage } from "../../common/error-message";
import { UsageError } from "./command-line";
import type { Output } from "./output-place";

/** Number of bytes that are written at once. */
const PIECE = 1 << 20;

/** An output that is written as a stream. */
export class OutputStream implements Output {
  readonly #path: string | undefined;
  #zip: Blob | undefined;

  /** `path` is that of the device or pipe; undefined for standard output. */
  constructor(path: string | undefined) {
    this.#path = path;
  }

  get isStdout(): boolean {
    return this.#path === undefined;
  }

  get place(): string {
    return this.#path === undefined ? "-" : resolve(this.#path);
  }

  /** A shell may have redirected standard output to an input. */
  async refuseInputs(paths: string[], items: Item[]): Promise<void> {
    const out = this.#path === undefined ? fstatSync(1) : undefined;
    if (!out?.isFile()) return;
    for (const path of paths) {
      const name = basename(resolve(path));
      for (const item of items) {
        if (item.path !== name && !item.path.startsWith(`${name}/`)) continue;
        const other = statSync(join(dirname(resolve(path)), item.path), { throwIfNoEntry: false });
        if (other?.dev !== out.dev || other.ino !== out.ino) continue;
        throw new UsageError(`Standard output is the input "${item.path}"`, "Write it elsewhere");
      }
    }
  }

  async write(zip: Blob): Promise<void> {
    this.#zip = zip;
  }

  async finish(signal: AbortSignal): Promise<void> {
    const zip = this.#zip ?? new Blob([]);
    try {
      const file = this.#path === undefined ? undefined : await opened(this.#path, signal);
      try {
        for (let at = 0; at < zip.size; at += PIECE) {
          signal.throwIfAborted();
          const bytes = new Uint8Array(await zip.slice(at, at + PIECE).arrayBuffer());
          await (file ? file.writeFile(bytes) : toStdout(bytes));
        }
      } finally {
        await file?.close();
      }
    } catch (error) {
      if (signal.aborted) throw error;
      const what = this.#path === undefined ? "Standard output" : `"${this.#path}"`;
      throw new UsageError(`${what} cannot be written: ${errorMessage(error)}`, "Write elsewhere");
    }
  }

  async discard(): Promise<void> {}
}

/** Opens a device or a pipe. A pipe opens when its reader does, and nothing but a signal ends the wait for it. */
function opened(path: string, signal: AbortSignal): Promise<FileHandle> {
  return new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    open(path, "w").then(resolve, reject);
  });
}

/** Resolves when the bytes have been taken. */
const toStdout = (bytes: Uint8Array) =>
  new Promise<void>((resolve, reject) => {
    process.stdout.write(bytes, (error) => (error ? reject(error) : resolve()));
  });
