/** Files on the disk as blobs. Their bytes are read only when needed, and only the requested ones. */

import { basename } from "node:path";
import type { ReadTogether } from "../packager/host";
import { type FileRange, readRange } from "./read-range";

/**
 * A file on the disk, or a part of one. The runtime's own blobs of files (`fs.openAsBlob`) have no time, and not all
 * runtimes have them.
 */
export class DiskFile extends File {
  readonly #place: FileRange;

  constructor(place: FileRange) {
    super([], basename(place.path), { lastModified: Math.floor(place.modified) });
    this.#place = place;
    // `File` declares it as a property, so a subclass cannot have an accessor for it.
    Object.defineProperty(this, "size", { value: place.end - place.start });
  }

  /** Reads the whole file or part into a buffer that is large enough. */
  async readInto(buffer: Uint8Array): Promise<void> {
    await readRange(this.#place, buffer);
  }

  override async arrayBuffer(): Promise<ArrayBuffer> {
    const buffer = new ArrayBuffer(this.size);
    await this.readInto(new Uint8Array(buffer));
    return buffer;
  }

  override slice(start = 0, end = this.size): DiskFile {
    const at = (offset: number) => Math.min(this.size, Math.max(0, offset < 0 ? this.size + offset : offset));
    const from = this.#place.start + at(start);
    return new DiskFile({ ...this.#place, start: from, end: Math.max(from, this.#place.start + at(end)) });
  }

  override async text(): Promise<string> {
    return new TextDecoder().decode(await this.arrayBuffer());
  }

  override stream(): ReadableStream<Uint8Array<ArrayBuffer>> {
    const piece = 1 << 20;
    let at = 0;
    return new ReadableStream({
      pull: async (controller) => {
        if (at >= this.size) return controller.close();
        controller.enqueue(new Uint8Array(await this.slice(at, at + piece).arrayBuffer()));
        at += piece;
      },
    });
  }
}

/** Reads whole files, on the disk or in memory, into one buffer. */
export const readTogether: ReadTogether = async (files) => {
  const buffer = new ArrayBuffer(files.reduce((sum, { size }) => sum + size, 0));
  let start = 0;
  const reads = files.map(async (file) => {
    const room = new Uint8Array(buffer, start, file.size);
    start += file.size;
    if (file instanceof DiskFile) return file.readInto(room);
    room.set(new Uint8Array(await file.arrayBuffer()));
  });
  await Promise.all(reads);
  return buffer;
};
