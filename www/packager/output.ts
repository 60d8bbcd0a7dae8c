import { yieldToPage } from "../common/yield-to-page";
import { blobAndFree, freeBuffer } from "./free-buffer";
import type { Listeners } from "./pool";
import type { HashState, PreviousZip, ZipRange } from "./previous-zip";

/**
 * Maximum bytes of a package whose chunks are kept in memory, and joined into one blob only at the end. Each blob is
 * transferred to the browser's process, which takes time of a core while all cores are busy. The chunks of a larger
 * package become blobs as they arrive, which the browser may keep on disk.
 */
const KEPT = 32 << 20;

/**
 * Number of bytes that are joined into a blob at once. Joining blocks the page's thread, for 44 ms with 28 MB
 * (measured).
 */
const AT_ONCE = 4 << 20;

/**
 * Number of bytes of a reused range that are read at once, and maximum number of such reads that may wait for hashing,
 * which is slower.
 */
const READ = 4 << 20;
const READS = 4;

/** Hashes the chunks of the package. */
export interface Hasher {
  /** Receives all chunks in order. A chunk is kept when it is returned. */
  hash(chunk: ArrayBuffer): void;
  /** Continues after bytes that were hashed before. */
  resume(state: HashState): void;
}

/** Puts the output of jobs into the order of the package. */
export class Output {
  readonly #jobs: Piece[];
  readonly #hasher: Hasher;
  /** The index of the first job that is not done. */
  #next = 0;
  #parts: BlobPart[] = [];
  #size = 0;
  readonly #least: number;
  /** The part of an earlier package that this package begins with. */
  #same: ZipRange | undefined;
  /** The rest of that part that must be hashed. It is hashed once the length of the part is known. */
  readonly #head = piece();
  /** Number of bytes that were returned by the hasher, or need not be hashed. */
  #back = 0;
  readonly #states: HashState[] = [];
  /**
   * For each chunk that has not been returned: the blob that has its bytes, or undefined if the chunk itself is kept.
   */
  readonly #passing: (Blob | undefined)[] = [];
  readonly #reused: Promise<void>[] = [];
  /** Resolves when the next chunk is returned. */
  #passed: { resolve: () => void; reject: (error: unknown) => void } | undefined;
  #failure: { error: unknown } | undefined;
  /** Resolves when the parts have been joined into blobs. */
  #joining: Promise<void> | undefined;

  /** `least` is a lower bound of the package's size in bytes. */
  constructor(jobs: number, hasher: Hasher, least = 0) {
    this.#least = least;
    this.#jobs = Array.from({ length: jobs }, piece);
    this.#hasher = hasher;
  }

  /** Records the state of SHA-256 after all bytes that were returned. */
  keepState(state: HashState["state"]): void {
    this.#states.push({ at: this.#back, state });
  }

  /** Keeps a chunk that the hasher has returned. */
  keep(chunk: ArrayBuffer): void {
    this.#back += chunk.byteLength;
    const blob = this.#passing.shift();
    this.#passed?.resolve();
    if (!blob) this.#size += chunk.byteLength;
    if (blob) freeBuffer(chunk);
    this.#parts.push(blob ?? chunk);
    if (Math.max(this.#size, this.#least) > KEPT)
      this.#parts = this.#parts.map((part) => (part instanceof Blob ? part : blobAndFree([part])));
    this.#join();
  }

  /** The finished package, which ends with `tail`. */
  async made(tail: BlobPart): Promise<PreviousZip> {
    await this.#joining;
    const zip = blobAndFree([...this.#parts, tail], { type: "application/zip" });
    this.#parts = [zip];
    let end = 0;
    const ends = this.#jobs.map(({ size }) => {
      end += size;
      return end;
    });
    return { zip, states: this.#states, ends };
  }

  /**
   * Uses a range of an earlier package in place of the output of job number `at`. If the range must be read, it is read
   * when its turn comes.
   */
  reuse(at: number, range: ZipRange): void {
    (this.#jobs[at] as Piece).range = range;
    this.#hashOn();
  }

  /** Resolves when all reused ranges have been read. */
  async reused(): Promise<void> {
    await Promise.all(this.#reused);
  }

  /** Reports that hashing has failed and no more chunks are returned. */
  fail(error: unknown): void {
    this.#failure ??= { error };
    this.#passed?.reject(error);
  }

  /** Reads and hashes a range of an earlier package again. */
  #again(job: Piece, range: ZipRange): void {
    const read = this.#read(job, range);
    // `reused` reports the error.
    read.catch(() => {});
    this.#reused.push(read);
  }

  async #read(job: Piece, { of: { zip }, start, end }: ZipRange): Promise<void> {
    for (let at = start; at < end; at += READ) {
      while (this.#passing.length >= READS) await this.#pass();
      const blob = zip.slice(at, Math.min(at + READ, end));
      job.waiting.push({ chunk: await blob.arrayBuffer(), blob });
      this.#hashOn();
    }
    job.isDone = true;
    this.#hashOn();
  }

  /** Waits until the next chunk is returned. One range is read at a time. */
  #pass(): Promise<void> {
    if (this.#failure) return Promise.reject(this.#failure.error);
    return new Promise((resolve, reject) => {
      this.#passed = { resolve, reject };
    });
  }

  /** Receives the output of job number `at`: chunks, and an empty chunk at the end. */
  listen(at: number): Listeners {
    const job = this.#jobs[at] as Piece;
    return {
      onChunk: (chunk) => {
        if (job.again > 0) {
          job.again--;
          return;
        }
        job.came++;
        if (chunk.byteLength > 0) job.waiting.push({ chunk });
        else job.isDone = true;
        this.#hashOn();
      },
      // The job writes the same bytes again, in the same chunks. The chunks that have already arrived are not used
      // twice.
      onRestart: () => {
        job.again = job.came;
      },
    };
  }

  /** Joins chunks into blobs once everything has been hashed, while the workers still verify what they wrote last. */
  #join(): void {
    const hasPassed = this.#passing.length === 0 && this.#next === this.#jobs.length && this.#head.isDone;
    if (!hasPassed || this.#joining) return;
    this.#joining = this.#joinSome();
    // `made` reports the error.
    this.#joining.catch(() => {});
  }

  async #joinSome(): Promise<void> {
    for (let at = 0; at < this.#parts.length; at++) {
      let [end, size] = [at, 0];
      for (; end < this.#parts.length && size < AT_ONCE; end++) {
        const part = this.#parts[end];
        if (part instanceof ArrayBuffer) size += part.byteLength;
      }
      this.#parts.splice(at, end - at, blobAndFree(this.#parts.slice(at, end)));
      await yieldToPage();
    }
  }

  #hashOn(): void {
    for (let job = this.#jobs[this.#next]; job; job = this.#jobs[++this.#next]) {
      const { range } = job;
      if (range && this.#goesOn(range)) {
        this.#same = { ...range, start: 0 };
        job.size = range.end - range.start;
        continue;
      }
      if (!range && job.waiting.length === 0 && !job.isDone) return;
      if (!this.#passHead()) return;
      job.range = undefined;
      if (range) this.#again(job, range);
      if (!this.#passAll(job)) return;
    }
    if (this.#passHead()) this.#join();
  }

  /** Whether the package up to the end of this range is still the same as one earlier package. */
  #goesOn({ of, start }: ZipRange): boolean {
    return !this.#head.hasBegun && start === (this.#same?.end ?? 0) && of === (this.#same ?? { of }).of;
  }

  /** Continues after the unchanged part. Returns whether everything of it that must be hashed has been hashed. */
  #passHead(): boolean {
    const [head, same] = [this.#head, this.#same];
    if (!head.hasBegun) {
      head.hasBegun = true;
      if (same) this.#states.push(...same.of.states.filter(({ at }) => at <= same.end));
      const known = this.#states.at(-1);
      if (same && known) {
        this.#back = known.at;
        this.#hasher.resume(known);
        this.#parts.push(same.of.zip.slice(0, known.at));
      }
      if (same) this.#again(head, { ...same, start: known?.at ?? 0 });
      else head.isDone = true;
    }
    return this.#passAll(head);
  }

  #passAll(job: Piece): boolean {
    for (const { chunk, blob } of job.waiting.splice(0)) {
      job.size += chunk.byteLength;
      this.#passing.push(blob);
      this.#hasher.hash(chunk);
    }
    return job.isDone;
  }
}

/** The output of one job. */
interface Piece {
  /** Chunks that have not been hashed. */
  waiting: { chunk: ArrayBuffer; blob?: Blob }[];
  /** The reused range, until its turn comes. */
  range?: ZipRange | undefined;
  /** Whether the rest of the unchanged part has been determined. */
  hasBegun?: boolean;
  /** Number of chunks that have arrived. */
  came: number;
  /** Number of chunks that will arrive again. */
  again: number;
  /** Number of bytes that were passed to the hasher. */
  size: number;
  isDone: boolean;
}

const piece = (): Piece => ({ waiting: [], came: 0, again: 0, size: 0, isDone: false });
