/** Smaller files are hashed about as fast as they are handed over (measured on two cores). */
const SMALLEST = 16 * 1024;
/** The browser takes a copy of the whole: of larger ones that costs more than it saves (measured). */
const LARGEST = 2 << 20;
const FIRST = 1 << 20;

/** SHA-256 by the browser, while WebAssembly decompresses the next entry. */
export class Hashing {
  readonly #digests: Promise<{ number: number; digest: Uint8Array<ArrayBuffer> }>[] = [];
  /** Used again for each entry: the browser takes a copy when it is asked for a digest. */
  #buffer = new Uint8Array(FIRST);
  #size = 0;
  #filled = 0;

  /** `undefined` where the browser hashes only for secure contexts, and this is none. */
  static start(): Hashing | undefined {
    return globalThis.crypto?.subtle ? new Hashing() : undefined;
  }

  takes(size: number): boolean {
    return size >= SMALLEST && size <= LARGEST;
  }

  begin(size: number): void {
    if (size > this.#buffer.length) this.#buffer = new Uint8Array(size);
    this.#size = size;
    this.#filled = 0;
  }

  /** An entry longer than it claims is stopped by WebAssembly; what is too much here is not kept. */
  update(bytes: Uint8Array): void {
    const fitting = bytes.subarray(0, this.#size - this.#filled);
    this.#buffer.set(fitting, this.#filled);
    this.#filled += fitting.length;
  }

  end(number: number): void {
    const digest = crypto.subtle.digest("SHA-256", this.#buffer.subarray(0, this.#size));
    this.#digests.push(digest.then((bytes) => ({ number, digest: new Uint8Array(bytes) })));
  }

  /** The digests of all entries taken. */
  digests(): Promise<{ number: number; digest: Uint8Array<ArrayBuffer> }[]> {
    return Promise.all(this.#digests);
  }
}
