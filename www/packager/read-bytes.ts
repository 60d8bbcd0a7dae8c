/**
 * Bytes of files that the page has read for planning. To read a small file again takes Chromium a quarter of a
 * millisecond or more (measured), which is more than to compress it.
 */

import { yieldToPage } from "../common/yield-to-page";
import { canBegin } from "./can-read";
import { free } from "./free";
import type { FileRange } from "./protocol";

/** So many bytes are kept at most. */
const MAX_BYTES = 48 << 20;

/** Files that were read together. */
interface Group {
  blob: Blob;
  bytes: Uint8Array<ArrayBuffer>;
}

/** What was read of parts of files, and by which blobs. */
export interface Known {
  buffer: ArrayBuffer;
  blobs: Set<Blob>;
}

/** Where a call finds what was read, and leaves what it reads. */
export interface Reads {
  /** The bytes of the parts, one after another; undefined if not all of them are here. */
  of(parts: FileRange[]): Known | undefined | Promise<Known | undefined>;
  /** Takes what was read of parts by a blob. */
  keep?(parts: FileRange[], blob: Blob, buffer: ArrayBuffer): void;
}

/** Keeps whole files by their numbers. */
export class ReadBytes implements Reads {
  readonly #places = new Map<number, { group: Group; start: number; end: number }>();
  #left = MAX_BYTES;

  of(parts: FileRange[]): Known | undefined {
    const places = parts.map(({ file, isWhole }) => (isWhole ? this.#places.get(file) : undefined));
    const found = places.filter((place) => place !== undefined);
    if (found.length < parts.length) return undefined;
    const bytes = new Uint8Array(found.reduce((sum, { start, end }) => sum + end - start, 0));
    let at = 0;
    for (const { group, start, end } of found) {
      bytes.set(group.bytes.subarray(start, end), at);
      at += end - start;
    }
    return { buffer: bytes.buffer, blobs: new Set(found.map(({ group }) => group.blob)) };
  }

  keep(parts: FileRange[], blob: Blob, buffer: ArrayBuffer): void {
    const size = parts.reduce((sum, { start, end }) => sum + end - start, 0);
    const isNew = parts.every(({ file, isWhole }) => isWhole && !this.#places.has(file));
    if (!isNew || size !== buffer.byteLength || size > this.#left) return;
    this.#left -= size;
    // The buffer itself is handed over to a worker.
    const group = { blob, bytes: new Uint8Array(buffer.slice(0)) };
    let at = 0;
    for (const { file, start, end } of parts) {
      this.#places.set(file, { group, start: at, end: at + end - start });
      at += end - start;
    }
  }

  /** Forgets all groups that have none of these files. */
  retain(files: Iterable<number>): void {
    const before = new Set([...this.#places.values()].map(({ group }) => group));
    const kept = new Set<Group>();
    for (const file of files) {
      const group = this.#places.get(file)?.group;
      if (group) kept.add(group);
    }
    for (const [file, { group }] of this.#places) if (!kept.has(group)) this.#places.delete(file);
    for (const group of before) if (!kept.has(group)) free(group.bytes.buffer);
    this.#left = MAX_BYTES - [...kept].reduce((sum, { bytes }) => sum + bytes.byteLength, 0);
  }

  /** The same for pressing: nothing, if one of the files has changed since. */
  ifUnchanged(): Reads {
    const blobs = new Set([...this.#places.values()].map(({ group }) => group.blob));
    const unchanged = canBegin([...blobs]);
    const of = async (parts: FileRange[]) => {
      if (!(await unchanged)) return undefined;
      // All that was asked until then goes on at once.
      await yieldToPage();
      return this.of(parts);
    };
    return { of };
  }
}
