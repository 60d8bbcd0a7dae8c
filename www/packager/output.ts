import { yieldToPage } from "../common/yield-to-page";
import { free, madeBlob } from "./free";
import type { HashState, MadeZip, ZipRange } from "./made-zip";
import type { Listeners } from "./pool";

/**
 * A package up to this size is kept as it comes: a blob is made of it once, at the end. Each blob is brought to the
 * browser's process, which takes a core while all of them are busy. Of a larger one, all becomes blobs as it comes, which
 * the engine may keep on disk.
 */
const KEPT = 32 << 20;

/** A blob is made of so much at once: the page's thread stands still meanwhile, 44 ms for 28 MB (measured). */
const AT_ONCE = 4 << 20;

/** So much of what need not be written is read at once, and so many reads may wait to pass: hashing is slower. */
const READ = 4 << 20;
const READS = 4;

/** Who hashes what passes. */
export interface Hasher {
  /** Gets all chunks, in order; they are kept when they come back. */
  hash(chunk: ArrayBuffer): void;
  /** Begins behind bytes that were hashed before. */
  resume(state: HashState): void;
}

/** Puts what jobs write into the order of the package. */
export class Output {
  readonly #jobs: Piece[];
  readonly #hasher: Hasher;
  /** The first job that is not done. */
  #next = 0;
  #parts: BlobPart[] = [];
  #size = 0;
  readonly #least: number;
  /** The package that this one begins with, and for how long. */
  #same: ZipRange | undefined;
  /** What is left to hash of that: it passes once it is known how long that is. */
  readonly #head = piece();
  /** Bytes that came back, or need not pass. */
  #back = 0;
  readonly #states: HashState[] = [];
  /** What is kept of each chunk that has not come back: a blob that has its bytes, or the chunk itself. */
  readonly #passing: (Blob | undefined)[] = [];
  readonly #reused: Promise<void>[] = [];
  /** Who waits until fewer chunks are to come back. */
  #passed: { resolve: () => void; reject: (error: unknown) => void } | undefined;
  #failure: { error: unknown } | undefined;
  #isJoining = false;

  /** `least` is what the package has at least, as far as that is known. */
  constructor(jobs: number, hasher: Hasher, least = 0) {
    this.#least = least;
    this.#jobs = Array.from({ length: jobs }, piece);
    this.#hasher = hasher;
  }

  /** SHA-256 after all that came back. */
  keepState(state: HashState["state"]): void {
    this.#states.push({ at: this.#back, state });
  }

  /** Takes a chunk that has passed. */
  keep(chunk: ArrayBuffer): void {
    this.#back += chunk.byteLength;
    const blob = this.#passing.shift();
    this.#passed?.resolve();
    if (!blob) this.#size += chunk.byteLength;
    if (blob) free(chunk);
    this.#parts.push(blob ?? chunk);
    if (Math.max(this.#size, this.#least) > KEPT)
      this.#parts = this.#parts.map((part) => (part instanceof Blob ? part : madeBlob([part])));
    this.#join();
  }

  /** Everything that was kept, as one. */
  blob(...more: BlobPart[]): Blob {
    const blob = madeBlob([...this.#parts, ...more], { type: "application/zip" });
    this.#parts = [blob];
    return blob;
  }

  /** The package, which ends with `tail`. */
  made(tail: BlobPart): MadeZip {
    let end = 0;
    const ends = this.#jobs.map(({ size }) => {
      end += size;
      return end;
    });
    return { zip: this.blob(tail), states: this.#states, ends };
  }

  /** What job number `at` would write. If it need be read, it is when its turn has come. */
  reuse(at: number, range: ZipRange): void {
    (this.#jobs[at] as Piece).range = range;
    this.#hashOn();
  }

  /** When all that is reused was read. */
  async reused(): Promise<void> {
    await Promise.all(this.#reused);
  }

  /** Chunks do not come back any more. */
  fail(error: unknown): void {
    this.#failure ??= { error };
    this.#passed?.reject(error);
  }

  /** Lets a part of a package pass again. */
  #again(job: Piece, range: ZipRange): void {
    const read = this.#read(job, range);
    // Whoever awaits all of them hears of it.
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

  /** When the next chunk has come back. One job at a time is read. */
  #pass(): Promise<void> {
    if (this.#failure) return Promise.reject(this.#failure.error);
    return new Promise((resolve, reject) => {
      this.#passed = { resolve, reject };
    });
  }

  /** What job number `at` writes: chunks, and an empty one at the end. */
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
      // It writes the same bytes again, in the same chunks; those that came have passed, or are going to.
      onRestart: () => {
        job.again = job.came;
      },
    };
  }

  /** Makes blobs once all has passed, while the workers still verify what they wrote last. */
  #join(): void {
    const hasPassed = this.#passing.length === 0 && this.#next === this.#jobs.length && this.#head.isDone;
    if (!hasPassed || this.#isJoining) return;
    this.#isJoining = true;
    // What fails then fails again when all is made, and is told there.
    this.#joinSome().catch(() => {});
  }

  async #joinSome(): Promise<void> {
    for (let at = 0; at < this.#parts.length; at++) {
      let [end, size] = [at, 0];
      for (; end < this.#parts.length && size < AT_ONCE; end++) {
        const part = this.#parts[end];
        if (part instanceof ArrayBuffer) size += part.byteLength;
      }
      this.#parts.splice(at, end - at, madeBlob(this.#parts.slice(at, end)));
      // All may be one blob by then.
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

  /** Whether the package still is, with these bytes, as one before. */
  #goesOn({ of, start }: ZipRange): boolean {
    return !this.#head.hasBegun && start === (this.#same?.end ?? 0) && of === (this.#same ?? { of }).of;
  }

  /** Goes on behind what is as it was, and says whether all that is to be hashed of it has passed. */
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

/** What one job wrote. */
interface Piece {
  /** Chunks that have not passed. */
  waiting: { chunk: ArrayBuffer; blob?: Blob }[];
  /** What need not be written, until its turn has come. */
  range?: ZipRange | undefined;
  /** Whether that was looked for. */
  hasBegun?: boolean;
  /** How many came. */
  came: number;
  /** How many come again. */
  again: number;
  /** Bytes that have passed. */
  size: number;
  isDone: boolean;
}

const piece = (): Piece => ({ waiting: [], came: 0, again: 0, size: 0, isDone: false });
