/** Reads parts of files on the disk. */

import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { open } from "node:fs/promises";
import { limitConcurrency } from "../common/limit-concurrency";

/** A range of bytes in a file. */
export interface FileRange {
  path: string;
  start: number;
  end: number;
  /** The size of the whole file when the item was made. */
  size: number;
  /** The time of its last change at that moment, in milliseconds since 1970. */
  modified: number;
  /** The reason why the file cannot be read, if it is known. */
  problem?: string;
}

/** Maximum bytes that are read synchronously: asynchronous reads take six times as much processor time (measured). */
const SMALL = 128 * 1024;

/**
 * Maximum number of large files that are open at the same time. Each needs a file descriptor, and a process has few of
 * them.
 */
const OPEN = 16;
const limit = limitConcurrency(OPEN);

/**
 * Reads all bytes of the place into a buffer that is large enough. An empty file is opened too, because it may not
 * exist any more.
 */
export async function readRange(place: FileRange, buffer: Uint8Array): Promise<void> {
  if (place.problem) throw new Error(place.problem);
  if (place.end - place.start <= SMALL) readSmall(place, buffer);
  else await limit(() => readLarge(place, buffer));
}

function readSmall(place: FileRange, buffer: Uint8Array): void {
  const file = openSync(place.path, "r");
  try {
    refuseChanged(place, fstatSync(file));
    const length = place.end - place.start;
    for (let filled = 0; filled < length; ) {
      filled += some(readSync(file, buffer, filled, length - filled, place.start + filled));
    }
  } finally {
    closeSync(file);
  }
}

async function readLarge(place: FileRange, buffer: Uint8Array): Promise<void> {
  const file = await open(place.path, "r");
  try {
    refuseChanged(place, await file.stat());
    const length = place.end - place.start;
    for (let filled = 0; filled < length; ) {
      filled += some((await file.read(buffer, filled, length - filled, place.start + filled)).bytesRead);
    }
  } finally {
    await file.close();
  }
}

function refuseChanged(place: FileRange, now: { size: number; mtimeMs: number }): void {
  if (now.size !== place.size || now.mtimeMs !== place.modified) throw new Error("it has changed since it was given");
}

function some(bytes: number): number {
  if (bytes === 0) throw new Error("it is shorter than it was");
  return bytes;
}
