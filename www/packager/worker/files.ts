import type { Reading } from "./reading";

/** The bytes are not here yet; the worker fetches them and calls again. */
class NotYet extends Error {
  override readonly name = "NotYet";
}

/** WebAssembly reads small things in aligned windows of this size (src/source/reader.rs). */
const WINDOW = 64 * 1024;
/** What is not read ahead is read in blocks of this size. */
const BLOCK = 512 * 1024;
/** At most so many blocks are kept, the latest used. */
const KEPT = 16;

interface Span {
  file: number;
  start: number;
  end: number;
}

/** Bytes read ahead. */
interface Ahead extends Span {
  bytes: Uint8Array;
}

/** The files lent to WebAssembly. Its reads are met by what was read ahead, else block by block. */
export class Files {
  readonly #reading: Reading;
  readonly #files = new Map<number, Blob>();
  readonly #sizes = new Map<number, number>();
  #ahead: Ahead[] = [];
  /** By file and index; the least recently used comes first. */
  readonly #blocks = new Map<string, Uint8Array>();
  #missing: Span[] = [];

  constructor(reading: Reading) {
    this.#reading = reading;
  }

  add(id: number, file: Blob): void {
    this.#files.set(id, file);
  }

  get(id: number): Blob | undefined {
    return this.#files.get(id);
  }

  /** Forgets all files but these. */
  retain(ids: Set<number>): void {
    for (const id of this.#files.keys()) {
      if (ids.has(id)) continue;
      this.#files.delete(id);
      this.#sizes.delete(id);
    }
    for (const key of this.#blocks.keys()) {
      if (!ids.has(Number.parseInt(key, 10))) this.#blocks.delete(key);
    }
  }

  /** Reads the spans in one go, in place of what was read ahead before. */
  async readAhead(spans: Span[]): Promise<void> {
    // Where the page reads, what was not read ahead cannot be had any more: whole windows, then.
    const unit = this.#reading.inPage ? WINDOW : 1;
    const within = spans.map(({ file, start, end }) => ({
      file,
      start: start - (start % unit),
      end: Math.min(Math.ceil(end / unit) * unit, this.size(file)),
    }));
    const ranges = within.map(({ file, start, end }) => ({ file: this.#file(file), start, end }));
    // A file that cannot be read fails again, with its name, when its bytes are asked for.
    const buffer = await this.#reading.read(ranges).catch(() => undefined);
    if (!buffer) return;
    let at = 0;
    this.#ahead = within.map((span) => {
      const bytes = new Uint8Array(buffer, at, span.end - span.start);
      at += bytes.length;
      return { ...span, bytes };
    });
  }

  /** Called by WebAssembly. */
  size(id: number): number {
    let size = this.#sizes.get(id);
    if (size === undefined) {
      size = this.#file(id).size;
      this.#sizes.set(id, size);
    }
    return size;
  }

  /** Called by WebAssembly: fills the buffer as far as the file goes. */
  readAt(id: number, offset: number, buffer: Uint8Array): number {
    const end = Math.min(offset + buffer.length, this.size(id));
    let filled = 0;
    while (offset + filled < end) {
      const bytes = this.#bytes(id, offset + filled, end);
      if (bytes.length === 0) throw new Error("the file is shorter than it was");
      buffer.set(bytes, filled);
      filled += bytes.length;
    }
    return filled;
  }

  /** Fetches what was missing; false if that was nothing. */
  async fetchMissing(): Promise<boolean> {
    const missing = this.#missing.splice(0);
    for (const { file, start, end } of missing) {
      const range = { file: this.#file(file), start, end };
      this.#keep(`${file}/${start / BLOCK}`, new Uint8Array(await this.#reading.read([range])));
    }
    return missing.length > 0;
  }

  #file(id: number): Blob {
    const file = this.#files.get(id);
    if (!file) throw new Error(`the file ${id} was not lent`);
    return file;
  }

  /** Some bytes from `at` on, at most up to `end`. */
  #bytes(id: number, at: number, end: number): Uint8Array {
    const ahead = this.#ahead.find((span) => span.file === id && span.start <= at && at < span.end);
    if (ahead) return ahead.bytes.subarray(at - ahead.start, end - ahead.start);
    const index = Math.floor(at / BLOCK);
    const from = at - index * BLOCK;
    return this.#block(id, index).subarray(from, from + (end - at));
  }

  #block(id: number, index: number): Uint8Array {
    const key = `${id}/${index}`;
    const kept = this.#blocks.get(key);
    if (kept) {
      this.#blocks.delete(key);
      this.#blocks.set(key, kept);
      return kept;
    }
    const [start, end] = [index * BLOCK, (index + 1) * BLOCK];
    if (this.#reading.inPage) {
      this.#missing.push({ file: id, start, end });
      throw new NotYet("the bytes are not here yet");
    }
    return this.#keep(key, this.#reading.now(this.#file(id).slice(start, end)));
  }

  #keep(key: string, block: Uint8Array): Uint8Array {
    this.#blocks.set(key, block);
    // The first key is the least recently used: maps keep the order of insertion.
    for (const oldest of this.#blocks.keys()) {
      if (this.#blocks.size <= KEPT) break;
      this.#blocks.delete(oldest);
    }
    return block;
  }
}
