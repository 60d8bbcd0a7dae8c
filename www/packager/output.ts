import type { Listeners } from "./pool";

/** Puts what jobs write into the order of the package. */
export class Output {
  readonly #jobs: Piece[];
  readonly #pass: (chunk: ArrayBuffer) => void;
  /** The first job that is not done. */
  #next = 0;

  /** `pass` gets all chunks, in order. */
  constructor(jobs: number, pass: (chunk: ArrayBuffer) => void) {
    this.#jobs = Array.from({ length: jobs }, () => ({ parts: [], waiting: [], again: 0, isDone: false }));
    this.#pass = pass;
  }

  get parts(): Blob[] {
    return this.#jobs.flatMap(({ parts }) => parts);
  }

  /** What job number `at` writes. */
  listen(at: number): Listeners {
    const job = this.#jobs[at] as Piece;
    return {
      onChunk: (chunk) => {
        if (job.again > 0) {
          job.again--;
          return;
        }
        job.parts.push(new Blob([chunk]));
        job.waiting.push(chunk);
        this.#passOn();
      },
      // It writes the same bytes again, in the same chunks; those that came have passed, or are going to.
      onRestart: () => {
        job.again = job.parts.length;
      },
    };
  }

  end(at: number): void {
    (this.#jobs[at] as Piece).isDone = true;
    this.#passOn();
  }

  #passOn(): void {
    for (let job = this.#jobs[this.#next]; job; job = this.#jobs[++this.#next]) {
      for (const chunk of job.waiting.splice(0)) this.#pass(chunk);
      if (!job.isDone) return;
    }
  }
}

/** What one job wrote. */
interface Piece {
  parts: Blob[];
  /** Chunks that have not passed. */
  waiting: ArrayBuffer[];
  /** Chunks that come again. */
  again: number;
  isDone: boolean;
}
