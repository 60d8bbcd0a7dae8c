import type { Listeners } from "./pool";

/**
 * So much of a package is kept as it comes: a blob is made of it once, at the end. Each blob is brought to the
 * browser's process, which takes a core while all of them are busy. What comes after it becomes a blob at once, which
 * the engine may keep on disk.
 */
const KEPT = 32 << 20;

/** Puts what jobs write into the order of the package. */
export class Output {
  readonly #jobs: Piece[];
  readonly #hash: (chunk: ArrayBuffer) => void;
  /** The first job that is not done. */
  #next = 0;
  #parts: BlobPart[] = [];
  #size = 0;
  /** How many chunks have not come back. */
  #hashing = 0;

  /** `pass` gets all chunks, in order; they are kept when they come back. */
  constructor(jobs: number, hash: (chunk: ArrayBuffer) => void) {
    this.#jobs = Array.from({ length: jobs }, () => ({ waiting: [], came: 0, again: 0, isDone: false }));
    this.#hash = hash;
  }

  /** Takes a chunk that has passed. */
  keep(chunk: ArrayBuffer): void {
    this.#size += chunk.byteLength;
    this.#parts.push(this.#size > KEPT ? new Blob([chunk]) : chunk);
    this.#hashing--;
    this.#join();
  }

  /** Everything that was kept, as one. */
  blob(...more: BlobPart[]): Blob {
    const blob = new Blob([...this.#parts, ...more], { type: "application/zip" });
    this.#parts = [blob];
    return blob;
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
        if (chunk.byteLength > 0) job.waiting.push(chunk);
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
    if (this.#hashing === 0 && this.#next === this.#jobs.length) this.blob();
  }

  #hashOn(): void {
    for (let job = this.#jobs[this.#next]; job; job = this.#jobs[++this.#next]) {
      for (const chunk of job.waiting.splice(0)) {
        this.#hashing++;
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
  waiting: ArrayBuffer[];
  /** How many came. */
  came: number;
  /** How many come again. */
  again: number;
  isDone: boolean;
}
