/** Rows beyond both edges that exist too, so that quick scrolling does not show empty space. */
const MARGIN = 12;

/** Rows of a list, `first` inclusive, `last` exclusive. */
export interface Range {
  first: number;
  last: number;
}

/** Heights of a list's rows, in pixels: measured where a row was drawn, and the mean of those elsewhere. */
export class RowHeights {
  /** 0 where a row was not measured yet. */
  readonly #measured: Float64Array;
  #rows = 0;
  #sum = 0;
  /** The distance of each row from the first, and of the end; `null` after a change. */
  #tops: Float64Array | null = null;

  /** `estimate`: how high a row is likely, before one was measured. */
  constructor(
    readonly count: number,
    readonly estimate: number,
  ) {
    this.#measured = new Float64Array(count);
  }

  /** Notes how high a row is. Says whether that is news. */
  set(row: number, height: number): boolean {
    if (row >= this.count || height <= 0) return false;
    const before = this.#measured[row] ?? 0;
    // Browsers round to fractions of a pixel.
    if (Math.abs(before - height) < 0.5) return false;
    this.#measured[row] = height;
    this.#rows += before === 0 ? 1 : 0;
    this.#sum += height - before;
    this.#tops = null;
    return true;
  }

  /** How far the top of a row is from that of the first; of `count`, how high all are together. */
  top(row: number): number {
    if (this.#tops === null) {
      const mean = this.#rows > 0 ? this.#sum / this.#rows : this.estimate;
      this.#tops = new Float64Array(this.count + 1);
      for (let at = 0; at < this.count; at++) {
        this.#tops[at + 1] = (this.#tops[at] ?? 0) + (this.#measured[at] || mean);
      }
    }
    return this.#tops[row] ?? 0;
  }

  /** The rows that must exist for what lies between two distances from the top of the first. */
  between(top: number, bottom: number): Range {
    const first = this.#at(top);
    const last = this.#at(bottom) + 1;
    return { first: Math.max(0, first - MARGIN), last: Math.min(this.count, last + MARGIN) };
  }

  /** The row at a distance, or the nearest. */
  #at(distance: number): number {
    let [low, high] = [0, Math.max(0, this.count - 1)];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.top(middle) <= distance) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
