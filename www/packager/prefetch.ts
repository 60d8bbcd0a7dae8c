import { freeBuffer } from "./free-buffer";
import type { ReadTogether } from "./host";
import type { HeldSpan, NumberedFile, NumberedItem, Span } from "./protocol";
import { readByEngine } from "./reads";

/** Files that are read as zips, according to their names. */
export const ZIP = /\.(whl|zip)$/i;

/** Maximum bytes that are read ahead, and the approximate bytes of a group. */
const MAX_BYTES = 32 << 20;
const GROUP = 4 << 20;

/** Files that are read together. */
interface Group {
  /** Resolves when they have been read. */
  done: Promise<void>;
  bytes?: ArrayBuffer | undefined;
  /** Number of jobs that still need one of its files; undefined until it is known. */
  uses?: number;
}

/** Reads the zips of a drop completely while their plan is made, because the cores have little else to do then. */
export class Prefetch {
  /** The group of each file, and its offset in the group. */
  readonly #places = new Map<number, { group: Group; at: number }>();
  readonly #begun: Promise<void>;
  readonly #read: ReadTogether;

  /** Begins to read once `before` is resolved. */
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
      // If a file cannot be read, the job that needs it reads it again and reports it.
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
      // Large files are read separately.
      if (size > 0 && size + file.size > GROUP) read();
      size += file.size;
      group.push({ id, file });
    }
    if (group.length > 0) read();
  }

  /** Announces jobs, each of which will be {@link passed} once. Until this call, all bytes that were read are held. */
  async expect(jobs: Span[][]): Promise<void> {
    await this.#begun;
    const groups = new Set([...this.#places.values()].map(({ group }) => group));
    for (const group of groups) group.uses = 0;
    for (const group of jobs.flatMap((spans) => [...this.#groups(spans)])) group.uses = (group.uses ?? 0) + 1;
    groups.forEach(freeUnused);
  }

  /** Returns a function that copies the available bytes of the spans at each call. */
  async of(spans: Span[]): Promise<() => HeldSpan[]> {
    await this.#begun;
    for (const { done } of this.#groups(spans)) await done;
    return () =>
      spans.flatMap((span) => {
        const { group: { bytes } = {}, at = 0 } = this.#places.get(span.file) ?? {};
        return bytes ? [{ ...span, bytes: new Uint8Array(bytes.slice(at + span.start, at + span.end)) }] : [];
      });
  }

  /**
   * Reports that a job with these spans has its bytes. If the job starts again, its worker reads the bytes that are no
   * longer held.
   */
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
  freeBuffer(group.bytes);
  group.bytes = undefined;
}

/**
 * The zips among the items, in the order of reading. Small ones come first, because their entries are spread over the
 * package. Large ones follow by name, as their entries usually do in the package, so that the first job need not wait
 * for the last zip.
 */
function inOrder(items: NumberedItem[]): NumberedItem[] {
  const zips = new Map(items.filter(({ path }) => ZIP.test(path)).map((item) => [item.id, item]));
  const name = ({ path }: NumberedItem) => path.slice(path.lastIndexOf("/") + 1);
  // Only the sizes of zips are requested, because requesting sizes takes time in a large drop.
  const isLarge = ({ file }: NumberedItem) => Number(file.size >= GROUP);
  return [...zips.values()].sort((a, b) => isLarge(a) - isLarge(b) || (name(a) < name(b) ? -1 : 1));
}
