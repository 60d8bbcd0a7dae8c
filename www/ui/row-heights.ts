/** Number of rows beyond both edges that also exist, so that quick scrolling does not show empty space. */
const MARGIN = 12;

/** A range of rows of a list, `first` inclusive, `last` exclusive. */
export interface Range {
  first: number;
  last: number;
}

/**
 * The heights of a list's rows in pixels: measured for rows that have been drawn, and the mean of these for the others.
 */
export class RowHeights {
  /** The measured heights; 0 for rows that have not been measured yet. */
  readonly #measured: Float64Array;
  #rows = 0;
  #sum = 0;
  /** The distance of each row, and of the end, from the first row; `null` after a change. */
  #tops: Float64Array | null = null;

  /** `estimate` is the assumed height of a row before any row is measured. */
  constructor(
    readonly count: number,
    readonly estimate: number,
  ) {
    this.#measured = new Float64Array(count);
  }

  /** Records the height of a row. Returns whether it has changed. */
  set(row: number, height: number): boolean {
    if (row >= this.count || height <= 0) return false;
    const before = this.#measured[row] ?? 0;
    // Differences below half a pixel are rounding of the browser.
    if (Math.abs(before - height) < 0.5) return false;
    this.#measured[row] = height;
    this.#rows += before === 0 ? 1 : 0;
    this.#sum += height - before;
    this.#tops = null;
    return true;
  }

  /** The distance of a row's top from the top of the first row; for `count`, the height of all rows. */
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

  /** The rows that must exist between two distances from the top of the first row. */
  between(top: number, bottom: number): Range {
    const first = this.#at(top);
    const last = this.#at(bottom) + 1;
    return { first: Math.max(0, first - MARGIN), last: Math.min(this.count, last + MARGIN) };
  }

  /** The row at a distance, or the nearest one. */
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
