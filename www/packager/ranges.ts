import type { Range } from "./protocol";

/** A blob of the ranges; the engine reads its files in one go. */
export function joined(ranges: Range[]): Blob {
  const whole = ({ file, start, end }: Range) => (start === undefined ? file : file.slice(start, end));
  return new Blob(ranges.map(whole));
}
