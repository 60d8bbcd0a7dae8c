/** Parts of files, and how they are read: in whole windows, near ones together. */

export interface Span {
  file: number;
  start: number;
  end: number;
}

/** A part of a file and its bytes. */
export interface Held extends Span {
  bytes: Uint8Array<ArrayBuffer>;
}

/** What is read as a zip, as far as a name tells. */
export const ZIP = /\.(whl|zip)$/i;

/** WebAssembly reads small things in aligned windows of this size (src/source/reader.rs). */
export const WINDOW = 64 * 1024;

/** The windows of a file of that size that the span touches. */
export function aligned({ file, start, end }: Span, size: number): Span {
  return { file, start: start - (start % WINDOW), end: Math.min(Math.ceil(end / WINDOW) * WINDOW, size) };
}

/**
 * Each span once, those of a file that touch as one, or lie as near as said; in the order they were asked for.
 */
export function merged(spans: Span[], near = 0): Span[] {
  const byFile = new Map<number, Span[]>();
  for (const { file, start, end } of spans) {
    const others = byFile.get(file) ?? [];
    const touches = (other: Span) => start <= other.end + near && other.start <= end + near;
    const touching = others.filter(touches);
    const span = {
      file,
      start: Math.min(start, ...touching.map((other) => other.start)),
      end: Math.max(end, ...touching.map((other) => other.end)),
    };
    byFile.set(file, [...others.filter((other) => !touches(other)), span]);
  }
  return [...byFile.values()].flat();
}

/** What to read for the spans. What lies between two near ones is read faster than it is left out. */
export function toRead(spans: Span[], sizeOf: (file: number) => number): Span[] {
  return merged(
    spans.map((span) => aligned(span, sizeOf(span.file))),
    WINDOW,
  );
}
