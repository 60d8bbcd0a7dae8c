import { free } from "./free";
import type { ReadTogether } from "./host";
import type { HeldSpan, NumberedFile, NumberedItem, Span } from "./protocol";
import { readByEngine } from "./reads";

/** What is read as a zip, as far as a name tells. */
export const ZIP = /\.(whl|zip)$/i;

/** At most so much is read ahead, and in groups of about so much. */
const MAX_BYTES = 32 << 20;
const GROUP = 4 << 20;

/** Files that are read together. */
interface Group {
  /** When they are read. */
  done: Promise<void>;
  bytes?: ArrayBuffer | undefined;
  /** How many jobs are going to ask for one of its files, once that is known. */
  uses?: number;
}

/** The zips of a drop, read whole while their plan is made: the cores have little else to do then. */
export class Prefetch {
  /** Where each file lies in which group. */
  readonly #places = new Map<number, { group: Group; at: number }>();
  readonly #begun: Promise<void>;
  readonly #read: ReadTogether;

  /** Begins once `before` is done. */
  constructor(items: NumberedItem[], before: Promise<unknown> = Promise.resolve(), read = readByEngine) {
    this.#read = read;
    this.#begun = before.then(() => this.#begin(items));
  }

  #begin(items: NumberedItem[]): void {
    let left = MAX_BYTES;
    let group: NumberedFile[] = [];
    let size = 0;
    const read = () => {
      const files = group;
      // Whoever needs what could not be read reads it again, and names it.
      const buffer = this.#read(files.map(({ file }) => file));
      const whole = size;
      const of: Group = {
        done: buffer.then(
          (bytes) => {
            if (bytes.byteLength === whole) of.bytes = bytes;
            freeUnused(of);
          },
          () => {},
        ),
      };
      let at = 0;
      for (const { id, file } of files) {
        this.#places.set(id, { group: of, at });
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

  /** Each of these is going to be {@link passed} once. Before that, nothing that was read is let go of. */
  async expect(jobs: Span[][]): Promise<void> {
    await this.#begun;
    const groups = new Set([...this.#places.values()].map(({ group }) => group));
    for (const group of groups) group.uses = 0;
    for (const group of jobs.flatMap((spans) => [...this.#groups(spans)])) group.uses = (group.uses ?? 0) + 1;
    groups.forEach(freeUnused);
  }

  /** What there is of the spans; each call of the answer copies it. */
  async of(spans: Span[]): Promise<() => HeldSpan[]> {
    await this.#begun;
    for (const { done } of this.#groups(spans)) await done;
    return () =>
      spans.flatMap((span) => {
        const { group: { bytes } = {}, at = 0 } = this.#places.get(span.file) ?? {};
        return bytes ? [{ ...span, bytes: new Uint8Array(bytes.slice(at + span.start, at + span.end)) }] : [];
      });
  }

  /** A job with these spans has them. If it begins again, its worker reads what is not here any more. */
  passed(spans: Span[]): void {
    for (const group of this.#groups(spans)) {
      if (group.uses !== undefined) group.uses--;
      freeUnused(group);
    }
  }

  #groups(spans: Span[]): Set<Group> {
    return new Set(spans.flatMap(({ file }) => this.#places.get(file)?.group ?? []));
  }
}

function freeUnused(group: Group): void {
  if (group.uses !== 0 || !group.bytes) return;
  free(group.bytes);
  group.bytes = undefined;
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
