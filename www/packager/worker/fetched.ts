import { type Held, merged, type Span } from "../spans";

/** So many bytes are fetched between two calls, or one span; */
const FETCHED = 32 << 20;
/** and so many that served the last call are kept for the next. */
const KEPT = 32 << 20;

/**
 * What the page read for WebAssembly between two calls. Each call asks again for what it lacked before and what
 * comes after it. What is asked for first is kept and fetched first: so there is always one thing that a call
 * finds whole, and need not ask for again, however much there is to read.
 */
export class Fetched {
  readonly #held = new Map<number, Held[]>();
  /** What served the call, in the order of its first use. */
  readonly #used = new Set<Held>();
  #missing: Span[] = [];

  /** Some bytes from `at` on, at most up to `end`. */
  bytes(file: number, at: number, end: number): Uint8Array | undefined {
    const held = this.#held.get(file)?.find((span) => span.start <= at && at < span.end);
    if (!held) return undefined;
    this.#used.add(held);
    return held.bytes.subarray(at - held.start, end - held.start);
  }

  /** Notes what a call lacks. */
  miss(span: Span): void {
    this.#missing.push(span);
  }

  put(held: Held): void {
    const all = this.#held.get(held.file);
    if (all) all.push(held);
    else this.#held.set(held.file, [held]);
  }

  /** What is to be fetched before the next call, each byte once. Forgets what the last call did not use. */
  takeMissing(): Span[] {
    const missing = within(merged(this.#missing.splice(0)), FETCHED);
    if (missing.length === 0) return missing;
    const kept = within([...this.#used], KEPT);
    this.#used.clear();
    this.#held.clear();
    for (const held of kept) this.put(held);
    return missing;
  }

  /** Forgets all files but these, and what the last call lacked. */
  retain(ids: Set<number>): void {
    for (const id of this.#held.keys()) {
      if (!ids.has(id)) this.#held.delete(id);
    }
    this.#used.clear();
    this.#missing = [];
  }
}

/** The first spans that have so many bytes together, at least one. */
function within<S extends Span>(spans: S[], most: number): S[] {
  let bytes = 0;
  return spans.filter(({ start, end }, index) => {
    bytes += end - start;
    return index === 0 || bytes <= most;
  });
}
