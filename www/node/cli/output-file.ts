/** A file that is written completely or not at all, and never replaces an input. */

import { randomUUID } from "node:crypto";
import { type Stats, statSync } from "node:fs";
import { open, realpath, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import type { Item } from "wheelpress/node";
import { errorMessage } from "../../common/error-message";
import { UsageError } from "./command-line";
import type { Output } from "./output-place";

/** Number of bytes that are written at once. */
const PIECE = 4 << 20;

/** A file that is being written under a temporary name. */
export class OutputFile implements Output {
  readonly isStdout = false;
  readonly #path: string;
  readonly #part: string;

  private constructor(path: string) {
    this.#path = path;
    this.#part = join(dirname(path), `.${basename(path)}.${randomUUID()}.part`);
  }

  /**
   * Creates an output. `file` is where the links of `path` lead to.
   *
   * Rejects with a `UsageError`.
   */
  static async at(path: string, file: string): Promise<OutputFile> {
    const folder = await realpath(dirname(file)).catch(() => {
      throw new UsageError(`The folder of the output "${path}" is not there`, "Make it, or write elsewhere");
    });
    return new OutputFile(join(folder, basename(file)));
  }

  get place(): string {
    return this.#path;
  }

  /**
   * Checks that the output is not an input, and does not lie in an input folder, where it would be an input of the next
   * run.
   *
   * Rejects with a `UsageError`.
   */
  async refuseInputs(paths: string[], items: Item[]): Promise<void> {
    const there = await this.#stats();
    for (const path of paths) {
      const given = resolve(path);
      const inside = relative(await realpath(given), this.#path);
      if (inside === "" || inside.split(sep)[0] === "..") continue;
      throw new UsageError(
        `The output "${this.#path}" lies in the input "${path}", and would be in the next package`,
        "Write it elsewhere",
      );
    }
    for (const path of there ? paths : []) {
      // The path of an item begins with the name of the path that was given.
      const [folder, name] = [dirname(resolve(path)), basename(resolve(path))];
      for (const item of items) {
        if (item.path !== name && !item.path.startsWith(`${name}/`)) continue;
        if (!there || !isSameFile(there, join(folder, item.path))) continue;
        throw new UsageError(`The output "${this.#path}" is the input "${item.path}"`, "Write it elsewhere");
      }
    }
  }

  /**
   * Writes the bytes under the temporary name.
   *
   * Rejects with a `UsageError`, and with an `AbortError`.
   */
  async write(zip: Blob, signal: AbortSignal): Promise<void> {
    try {
      const file = await open(this.#part, "wx");
      try {
        for (let at = 0; at < zip.size; at += PIECE) {
          signal.throwIfAborted();
          await file.writeFile(new Uint8Array(await zip.slice(at, at + PIECE).arrayBuffer()));
        }
        await file.sync();
      } finally {
        await file.close();
      }
    } catch (error) {
      if (signal.aborted) throw error;
      throw this.#unwritable(error);
    }
  }

  /**
   * Renames the written file to its final name.
   *
   * Rejects with a `UsageError`.
   */
  async finish(): Promise<void> {
    await rename(this.#part, this.#path).catch((error) => {
      throw this.#unwritable(error);
    });
  }

  /** Removes an unfinished file. */
  async discard(): Promise<void> {
    await rm(this.#part, { force: true }).catch(() => {});
  }

  async #stats(): Promise<Stats | undefined> {
    return stat(this.#path).catch(() => undefined);
  }

  #unwritable(error: unknown): UsageError {
    return new UsageError(`"${this.#path}" cannot be written: ${errorMessage(error)}`, "Write elsewhere, or make room");
  }
}

function isSameFile({ dev, ino }: Stats, path: string): boolean {
  const other = statSync(path, { throwIfNoEntry: false });
  return other?.dev === dev && other.ino === ino;
}
