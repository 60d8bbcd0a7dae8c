import { Package } from "../../generated/wheelpress";
import type { Assembled, Task } from "../protocol";

/** WebAssembly takes a copy of what it hashes: of so many bytes at once. */
const PIECE = 256 * 1024;

/** The packages that are being made, by draft: one, or two under `split`. */
export class Packages {
  readonly #packages = new Map<number, Map<number, Package>>();

  pass({ draft, zip, chunk }: Task<"pass">): void {
    const whole = this.#of(draft, zip);
    const bytes = new Uint8Array(chunk);
    for (let at = 0; at < bytes.length; at += PIECE) whole.pass(bytes.subarray(at, at + PIECE));
  }

  finish({ draft, zip, entries }: Task<"finish">): Assembled {
    const whole = this.#of(draft, zip);
    for (const written of entries) whole.add(written);
    this.#packages.get(draft)?.delete(zip);
    return whole.finish() as Assembled;
  }

  forget(draft: number): void {
    for (const whole of this.#packages.get(draft)?.values() ?? []) whole.free();
    this.#packages.delete(draft);
  }

  #of(draft: number, zip: number): Package {
    const zips = this.#packages.get(draft) ?? new Map<number, Package>();
    this.#packages.set(draft, zips);
    const whole = zips.get(zip) ?? new Package();
    zips.set(zip, whole);
    return whole;
  }
}
