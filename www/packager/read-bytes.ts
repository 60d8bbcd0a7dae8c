/**
 * Bytes of files that the page has read for planning. Reading a small file again takes Chromium a quarter of a
 * millisecond or more (measured), which is longer than compressing it.
 */

import { yieldToPage } from "../common/yield-to-page";
import { canReadAll } from "./can-read";
import { freeBuffers } from "./free-buffer";
import type { FileRange } from "./protocol";

/** Maximum bytes that are kept. */
const MAX_BYTES = 48 << 20;

/** Files that were read together. */
interface Group {
  blob: Blob;
  bytes: Uint8Array<ArrayBuffer>;
}

/** Bytes of file ranges, and the blobs that they were read from. */
export interface Known {
  buffer: ArrayBuffer;
  blobs: Set<Blob>;
}

/** Where a call looks for bytes that were read, and keeps what it reads. */
export interface Reads {
  /** Returns the bytes of the ranges, one after another; undefined if not all of them are kept. */
  of(parts: FileRange[]): Known | undefined | Promise<Known | undefined>;
  /** Keeps the bytes of ranges that were read from a blob. */
  keep?(parts: FileRange[], blob: Blob, buffer: ArrayBuffer): void;
}

/** Keeps whole files by their numbers. */
export class ReadBytes implements Reads {
  readonly #places = new Map<number, { group: Group; start: number; end: number }>();
  /** All groups that have a place. */
  #groups = new Set<Group>();
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
    // A copy, because the buffer itself is transferred to a worker.
    const group = { blob, bytes: new Uint8Array(buffer.slice(0)) };
    this.#groups.add(group);
    let at = 0;
    for (const { file, start, end } of parts) {
      this.#places.set(file, { group, start: at, end: at + end - start });
      at += end - start;
    }
  }

  /** Drops all groups that contain none of these files. */
  retain(files: Iterable<number>): void {
    if (this.#groups.size === 0) return;
    const kept = new Set<Group>();
    for (const file of files) {
      const group = this.#places.get(file)?.group;
      if (group) kept.add(group);
      if (kept.size === this.#groups.size) return;
    }
    if (kept.size === 0) this.#places.clear();
    else for (const [file, { group }] of this.#places) if (!kept.has(group)) this.#places.delete(file);
    const dropped = [...this.#groups].filter((group) => !kept.has(group)).map(({ bytes }) => bytes.buffer);
    this.#left += dropped.reduce((sum, { byteLength }) => sum + byteLength, 0);
    freeBuffers(dropped);
    this.#groups = kept;
  }

  /** The kept bytes for pressing: none if one of the files has changed since. */
  ifUnchanged(): Reads {
    const unchanged = canReadAll([...this.#groups].map(({ blob }) => blob));
    const of = async (parts: FileRange[]) => {
      if (!(await unchanged)) return undefined;
      // All requests that waited for this continue at the same time.
      await yieldToPage();
      return this.of(parts);
    };
    return { of };
  }
}
