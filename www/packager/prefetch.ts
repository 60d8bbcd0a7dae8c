import type { ReadTogether } from "./host";
import type { HeldSpan, NumberedFile, NumberedItem, Span } from "./protocol";
import { readByEngine } from "./reads";

/** What is read as a zip, as far as a name tells. */
export const ZIP = /\.(whl|zip)$/i;

/** At most so much is read ahead, and in groups of about so much. */
const MOST = 64 << 20;
const GROUP = 4 << 20;

/** The zips of a drop, read whole while their plan is made: the cores have little else to do then. */
export class Prefetch {
  /** Where each file lies in which buffer. */
  readonly #places = new Map<number, { group: Promise<ArrayBuffer | undefined>; at: number; size: number }>();
  readonly #begun: Promise<void>;
  readonly #read: ReadTogether;

  /** Begins once `before` is done. */
  constructor(items: NumberedItem[], before: Promise<unknown> = Promise.resolve(), read = readByEngine) {
    this.#read = read;
    this.#begun = before.then(() => this.#begin(items));
  }

  #begin(items: NumberedItem[]): void {
    let left = MOST;
    let group: NumberedFile[] = [];
    let size = 0;
    const read = () => {
      const files = group;
      // Whoever needs what could not be read reads it again, and names it.
      const buffer = this.#read(files.map(({ file }) => file));
      const whole = size;
      const settled = buffer.then(
        (bytes) => (bytes.byteLength === whole ? bytes : undefined),
        () => undefined,
      );
      let at = 0;
      for (const { id, file } of files) {
        this.#places.set(id, { group: settled, at, size: file.size });
        at += file.size;
      }
      group = [];
      size = 0;
    };
    for (const { id, file } of inOrder(items)) {
      if (file.size > left) continue;
      left -= file.size;
      // Large ones are read alone.
      if (size > 0 && size + file.size > GROUP) read();
      size += file.size;
      group.push({ id, file });
    }
    if (group.length > 0) read();
  }

  /** What there is of the spans; each call of the answer copies it. */
  async of(spans: Span[]): Promise<() => HeldSpan[]> {
    await this.#begun;
    const buffers = new Map<number, ArrayBuffer>();
    for (const file of new Set(spans.map(({ file }) => file))) {
      const buffer = await this.#places.get(file)?.group;
      if (buffer) buffers.set(file, buffer);
    }
    return () =>
      spans.flatMap((span) => {
        const buffer = buffers.get(span.file);
        const at = this.#places.get(span.file)?.at ?? 0;
        return buffer ? [{ ...span, bytes: new Uint8Array(buffer.slice(at + span.start, at + span.end)) }] : [];
      });
  }
}

/**
 * The zips among the items. Small ones come first: their files are spread among the others'. Large ones come by name, as
 * what is in them mostly does in the package, so that the first job need not wait for the last zip.
 */
function inOrder(items: NumberedItem[]): NumberedItem[] {
  const zips = new Map(items.filter(({ path }) => ZIP.test(path)).map((item) => [item.id, item]));
  const name = ({ path }: NumberedItem) => path.slice(path.lastIndexOf("/") + 1);
  // Only of these is the size asked: that takes its time in a large drop.
  const isLarge = ({ file }: NumberedItem) => Number(file.size >= GROUP);
  return [...zips.values()].sort((a, b) => isLarge(a) - isLarge(b) || (name(a) < name(b) ? -1 : 1));
}
