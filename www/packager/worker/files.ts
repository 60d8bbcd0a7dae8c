import { aligned, type Held, type Span, toRead } from "../spans";
import { batches, each, words } from "./batches";
import { Fetched } from "./fetched";
import type { Reads } from "./reads";

/** The bytes are not here yet; the worker fetches them and calls again. */
class NotYet extends Error {
  override readonly name = "NotYet";
}

/** Where the worker reads, what is not read ahead is read in blocks of this size. */
const BLOCK = 512 * 1024;
/** At most so many blocks are kept, the latest used. */
const KEPT = 16;
/** Where the page reads, it is asked for so many spans together, and for so many such groups at once. */
const GROUP = 64;
const AT_ONCE = 8;

/**
 * The files lent to WebAssembly. Its reads are met by what was read ahead; else block by block, or where the
 * page reads, by what it is asked for between two calls.
 */
export class Files {
  readonly #reading: Reads;
  readonly #files = new Map<number, Blob>();
  readonly #sizes = new Map<number, number>();
  readonly #ahead = new Map<number, Held[]>();
  /** By file and index; the least recently used comes first. */
  readonly #blocks = new Map<string, Uint8Array>();
  /** Where the page reads. */
  readonly #fetched = new Fetched();
  /** The engine's words about files the page could not read. */
  readonly #failed = new Map<number, string>();

  constructor(reading: Reads) {
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
    this.#fetched.retain(ids);
    this.#failed.clear();
  }

  /** What somebody else read ahead. */
  hold(held: Held[]): void {
    for (const span of held) {
      const others = this.#ahead.get(span.file);
      if (others) others.push(span);
      else this.#ahead.set(span.file, [span]);
    }
  }

  /** Bytes that were read ahead. */
  get ahead(): number {
    const held = [...this.#ahead.values()].flat();
    return held.reduce((sum, { start, end }) => sum + end - start, 0);
  }

  /** Lets go of what was read ahead. */
  release(): void {
    this.#ahead.clear();
  }

  /** Reads the spans in one go. */
  async readAhead(spans: Span[]): Promise<void> {
    const within = toRead(spans, (file) => this.size(file));
    if (within.length === 0) return;
    const ranges = within.map(({ file, start, end }) => ({ file: this.#file(file), start, end }));
    // A file that cannot be read fails again, with its name, when its bytes are asked for.
    const buffer = await this.#reading.read(ranges).catch(() => undefined);
    if (!buffer) return;
    let at = 0;
    const held = within.map((span) => {
      const bytes = new Uint8Array(buffer, at, span.end - span.start);
      at += bytes.length;
      return { ...span, bytes };
    });
    this.hold(held);
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
    const missing = this.#fetched.takeMissing();
    await each(batches(missing, GROUP), AT_ONCE, (group) => this.#fetch(group));
    return missing.length > 0;
  }

  async #fetch(spans: Span[]): Promise<void> {
    try {
      const ranges = spans.map(({ file, start, end }) => ({ file: this.#file(file), start, end }));
      const bytes = new Uint8Array(await this.#reading.read(ranges));
      if (bytes.length !== spans.reduce((sum, { start, end }) => sum + end - start, 0)) throw new Error("it changed");
      let at = 0;
      for (const span of spans) {
        const length = span.end - span.start;
        // A copy each, so that one that is kept does not keep the others.
        this.#fetched.put({ ...span, bytes: bytes.slice(at, at + length) });
        at += length;
      }
    } catch (error) {
      // One file spoils its group: find out which.
      const [only] = spans;
      if (spans.length === 1 && only) this.#failed.set(only.file, words(error));
      else for (const span of spans) await this.#fetch([span]);
    }
  }

  #file(id: number): Blob {
    const file = this.#files.get(id);
    if (!file) throw new Error(`the file ${id} was not lent`);
    return file;
  }

  /** Some bytes from `at` on, at most up to `end`. */
  #bytes(id: number, at: number, end: number): Uint8Array {
    const ahead = this.#ahead.get(id)?.find((span) => span.start <= at && at < span.end);
    if (ahead) return ahead.bytes.subarray(at - ahead.start, end - ahead.start);
    if (this.#reading.inPage) {
      const failed = this.#failed.get(id);
      if (failed !== undefined) throw new Error(failed);
      const fetched = this.#fetched.bytes(id, at, end);
      if (fetched) return fetched;
      this.#fetched.miss(aligned({ file: id, start: at, end }, this.size(id)));
      throw new NotYet("the bytes are not here yet");
    }
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
