/** Numbers files. Workers keep what they read of a file under its number. */

/** The numbers of one packager. */
export class FileIds {
  readonly #numbers = new WeakMap<Blob, number>();
  #next = 0;

  /** The number of a file. The same object always has the same number. */
  of(file: Blob): number {
    const known = this.#numbers.get(file);
    if (known !== undefined) return known;
    const number = this.#next++;
    this.#numbers.set(file, number);
    return number;
  }
}
