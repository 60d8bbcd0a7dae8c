/** Smaller files are hashed faster than they are handed over (measured on two cores, as what follows). */
const SMALLEST = 4 * 1024;
/** The browser takes a copy of the whole. */
const LARGEST = 32 << 20;
/** Kept from one job to the next. */
const KEPT = 4 << 20;

/** SHA-256 of 32 bytes each, one after another, with their numbers. */
export interface Digests {
  numbers: Uint32Array;
  hashed: Uint8Array;
}

/** Used again for each entry that comes in pieces: the browser takes a copy when it is asked for a digest. */
const kept = new Uint8Array(KEPT);

/** SHA-256 by the browser: several times as fast as WebAssembly's. */
export class Hashing {
  readonly #numbers: number[] = [];
  readonly #digests: Promise<ArrayBuffer>[] = [];
  #buffer = kept;
  #size = 0;
  #filled = 0;
  /** Of an entry that came as a whole. */
  #digest: Promise<ArrayBuffer> | undefined;

  /** `undefined` where the browser hashes only for secure contexts, and this is none. */
  static start(): Hashing | undefined {
    return globalThis.crypto?.subtle ? new Hashing() : undefined;
  }

  takes(size: number): boolean {
    return size >= SMALLEST && size <= LARGEST;
  }

  begin(size: number): void {
    this.#size = size;
    this.#filled = 0;
    this.#digest = undefined;
  }

  /** An entry longer than it claims is stopped by WebAssembly; what is too much here is not kept. */
  update(bytes: Uint8Array<ArrayBuffer>): void {
    if (bytes.length === this.#size) {
      this.#digest = crypto.subtle.digest("SHA-256", bytes);
      return;
    }
    if (this.#size > this.#buffer.length) this.#buffer = new Uint8Array(this.#size);
    const fitting = bytes.subarray(0, this.#size - this.#filled);
    this.#buffer.set(fitting, this.#filled);
    this.#filled += fitting.length;
  }

  end(number: number): void {
    this.#numbers.push(number);
    this.#digests.push(this.#digest ?? crypto.subtle.digest("SHA-256", this.#buffer.subarray(0, this.#size)));
  }

  /** The digests of all entries taken. */
  async digests(): Promise<Digests> {
    const digests = await Promise.all(this.#digests);
    const hashed = new Uint8Array(digests.length * 32);
    for (const [at, digest] of digests.entries()) hashed.set(new Uint8Array(digest), at * 32);
    return { numbers: Uint32Array.from(this.#numbers), hashed };
  }
}
