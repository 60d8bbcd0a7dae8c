import type { Listeners } from "./pool";

/**
 * So much of a package is kept as it comes: a blob is made of it once, at the end. Each blob is brought to the
 * browser's process, which takes a core while all of them are busy. What comes after it becomes a blob at once, which
 * the engine may keep on disk.
 */
const KEPT = 32 << 20;

/** So much of what need not be written is read at once, and so many reads may wait to pass: hashing is slower. */
const READ = 4 << 20;
const READS = 4;

/** Puts what jobs write into the order of the package. */
export class Output {
  readonly #jobs: Piece[];
  readonly #hash: (chunk: ArrayBuffer) => void;
  /** The first job that is not done. */
  #next = 0;
  #parts: BlobPart[] = [];
  #size = 0;
  /** What is kept of each chunk that has not come back: a blob that has its bytes, or the chunk itself. */
  readonly #passing: (Blob | undefined)[] = [];
  readonly #reused: Promise<void>[] = [];
  /** Who waits until fewer chunks are to come back. */
  #passed: { resolve: () => void; reject: (error: unknown) => void } | undefined;
  #failure: { error: unknown } | undefined;

  /** `pass` gets all chunks, in order; they are kept when they come back. */
  constructor(jobs: number, hash: (chunk: ArrayBuffer) => void) {
    this.#jobs = Array.from({ length: jobs }, () => ({ waiting: [], came: 0, again: 0, size: 0, isDone: false }));
    this.#hash = hash;
  }

  /** Takes a chunk that has passed. */
  keep(chunk: ArrayBuffer): void {
    const blob = this.#passing.shift();
    this.#passed?.resolve();
    if (!blob) this.#size += chunk.byteLength;
    this.#parts.push(blob ?? (this.#size > KEPT ? new Blob([chunk]) : chunk));
    this.#join();
  }

  /** Everything that was kept, as one. */
  blob(...more: BlobPart[]): Blob {
    const blob = new Blob([...this.#parts, ...more], { type: "application/zip" });
    this.#parts = [blob];
    return blob;
  }

  /** Where the bytes of each job are in the package. */
  ranges(): { start: number; end: number }[] {
    let end = 0;
    return this.#jobs.map(({ size }) => {
      const start = end;
      end += size;
      return { start, end };
    });
  }

  /** What job number `at` would write. It is read when its turn has come. */
  reuse(at: number, bytes: Blob): void {
    const job = this.#jobs[at] as Piece;
    const read = new Promise<void>((resolve, reject) => {
      job.begin = () => this.#read(job, bytes).then(resolve, reject);
    });
    // Whoever awaits all of them hears of it.
    read.catch(() => {});
    this.#reused.push(read);
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

  async #read(job: Piece, bytes: Blob): Promise<void> {
    for (let start = 0; start < bytes.size; start += READ) {
      while (this.#passing.length >= READS) await this.#pass();
      const blob = bytes.slice(start, start + READ);
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

  /** Once all has passed, while the workers still verify what they wrote last. */
  #join(): void {
    if (this.#passing.length === 0 && this.#next === this.#jobs.length) this.blob();
  }

  #hashOn(): void {
    for (let job = this.#jobs[this.#next]; job; job = this.#jobs[++this.#next]) {
      job.begin?.();
      job.begin = undefined;
      for (const { chunk, blob } of job.waiting.splice(0)) {
        job.size += chunk.byteLength;
        this.#passing.push(blob);
        this.#hash(chunk);
      }
      if (!job.isDone) return;
    }
    this.#join();
  }
}

/** What one job wrote. */
interface Piece {
  /** Chunks that have not passed. */
  waiting: { chunk: ArrayBuffer; blob?: Blob }[];
  /** Reads what need not be written, when its turn has come. */
  begin?: (() => void) | undefined;
  /** How many came. */
  came: number;
  /** How many come again. */
  again: number;
  /** Bytes that have passed. */
  size: number;
  isDone: boolean;
}
