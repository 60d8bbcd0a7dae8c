import { formatCount } from "./format";

/** A number beside a heading. */
export function Count({ value }: { value: number }) {
  return <span class="count">{formatCount(value)}</span>;
}
