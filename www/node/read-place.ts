/** Reads of files on the disk. */

import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { open } from "node:fs/promises";
import { limited } from "../common/limited";

/** Where bytes are. */
export interface Place {
  path: string;
  start: number;
  end: number;
  /** Of the whole file, when it was looked at. */
  size: number;
  /** When it was last changed, in milliseconds since 1970. */
  modified: number;
  /** Why it cannot be read, if that is known. */
  problem?: string;
}

/** Up to so many bytes are read at once: to wait for them takes six times as much of the processor (measured). */
const SMALL = 128 * 1024;

/** So many large files are open at a time: each needs a descriptor, of which a process has few. */
const OPEN = 16;
const limit = limited(OPEN);

/** Reads all bytes of the place into a buffer that has room for them. Also of an empty file: it may be gone. */
export async function readPlace(place: Place, buffer: Uint8Array): Promise<void> {
  if (place.problem) throw new Error(place.problem);
  if (place.end - place.start <= SMALL) readSmall(place, buffer);
  else await limit(() => readLarge(place, buffer));
}

function readSmall(place: Place, buffer: Uint8Array): void {
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

async function readLarge(place: Place, buffer: Uint8Array): Promise<void> {
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

function refuseChanged(place: Place, now: { size: number; mtimeMs: number }): void {
  if (now.size !== place.size || now.mtimeMs !== place.modified) throw new Error("it has changed since it was given");
}

function some(bytes: number): number {
  if (bytes === 0) throw new Error("it is shorter than it was");
  return bytes;
}
