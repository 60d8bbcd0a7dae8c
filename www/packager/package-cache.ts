/**
 * What was made for a package, kept for the next package of the same packager. A job with the same description and the
 * same files gives the same bytes, so it need not be repeated. Files are the same if they are the same objects: the
 * bytes that a browser reads from a `File` never change, because reading fails once the file on the disk has changed.
 */

import type { PreviousZip, ZipRange } from "./previous-zip";
import type { Answer, EntriesJob, PackJobs, PressService, VerifiedEntries, WrittenEntries } from "./protocol";

/** A shard. Its entries are in the order of its files. */
export type Shard = Answer<PressService, "compress"> & {
  blob: Blob;
  /**
   * The blobs that were read for it. They cannot be read any more once a file has changed. Empty if the browser did not
   * read the files.
   */
  reads: Blob[];
};

/** A shard with the indexes of the package's entries that its files are for. */
export interface PlacedShard {
  shard: Shard;
  entryIndexes: number[];
}

/** A run of a package's entries: the result of writing it, and its bytes. */
export interface Run extends ZipRange {
  answer: WrittenEntries;
}

type Encoded = Uint8Array<ArrayBuffer>;
type ZipJob = PackJobs["verify"][number];
type CompressJob = PackJobs["compress"][number];

/** Maximum bytes of blobs that are kept. What exceeds them is made again. */
const MAX_BYTES = 256 << 20;

/** What one package was made of. */
export class PackageCache {
  readonly #compressed = new ByBytes<Shard>();
  readonly #recompressed = new ByBytes<Shard>();
  readonly #verified = new ByBytes<{ natives: number[]; answer: VerifiedEntries }>();
  readonly #runs = new ByBytes<Run & { natives: number[]; shards: Shard[]; entryIndexes: string }>();
  /** The zips that entries were written from. */
  readonly #written = new Set<number>();
  readonly #zips = new Set<Blob>();
  /** The files of the items that it was made of. */
  readonly #files: WeakSet<Blob>;
  #left = MAX_BYTES;
  /** The package and, with `split`, the layer. */
  readonly packages: PreviousZip[] = [];

  constructor(files: Blob[] = []) {
    this.#files = new WeakSet(files);
  }

  /** Whether it was made of any of these files. */
  hasAny(files: Blob[]): boolean {
    return files.some((file) => this.#files.has(file));
  }

  /** Whether entries of a zip were written. */
  hasZip(id: number): boolean {
    return this.#written.has(id);
  }

  /** All blobs that were read for what is kept. */
  reads(): Blob[] {
    return [...this.#zips, ...this.#compressed.values().flatMap(({ reads }) => reads)];
  }

  compressed({ job }: CompressJob): Shard | undefined {
    return this.#compressed.find(job, () => true);
  }

  keepCompressed({ job }: CompressJob, shard: Shard): void {
    if (isWhole(shard) && this.#fits(shard.blob.size)) this.#compressed.add(job, shard);
  }

  recompressed(job: ZipJob): Shard | undefined {
    return this.#recompressed.find(job.job, () => true);
  }

  keepRecompressed(job: ZipJob, shard: Shard, zip: Blob): void {
    if (!isWhole(shard) || !this.#fits(shard.blob.size)) return;
    this.#recompressed.add(job.job, shard);
    this.#zips.add(zip);
  }

  verified(job: ZipJob): VerifiedEntries | undefined {
    return this.#verified.find(job.job, (kept) => tells(kept.natives, job.natives))?.answer;
  }

  keepVerified({ job, natives }: ZipJob, answer: VerifiedEntries, zip: Blob): void {
    if (!isWhole(answer)) return;
    this.#verified.add(job, { natives, answer });
    this.#zips.add(zip);
  }

  run(job: EntriesJob, shards: PlacedShard[]): Run | undefined {
    const entryIndexes = places(job, shards);
    return this.#runs.find(
      job.job,
      (kept) =>
        tells(kept.natives, job.natives) &&
        kept.entryIndexes === entryIndexes &&
        kept.shards.length === shards.length &&
        kept.shards.every((shard, at) => shard === shards[at]?.shard),
    );
  }

  keepRun(job: EntriesJob, shards: PlacedShard[], run: Run, zips: Blob[]): void {
    if (!isWhole(run.answer) || !this.#fits(run.end - run.start)) return;
    const { natives, spans } = job;
    this.#runs.add(job.job, {
      ...run,
      natives,
      shards: shards.map(({ shard }) => shard),
      entryIndexes: places(job, shards),
    });
    for (const { file } of spans) this.#written.add(file);
    for (const zip of zips) this.#zips.add(zip);
  }

  #fits(size: number): boolean {
    this.#left -= size;
    return this.#left >= 0;
  }
}

/** The positions in the run of the entries of the shards. */
const places = ({ first }: EntriesJob, shards: PlacedShard[]) =>
  shards.map(({ entryIndexes }) => entryIndexes.map((entryIndex) => entryIndex - first).join()).join(";");

/**
 * Whether the answer about native files covers the request. What was requested before is known, so a later request may
 * be empty.
 */
const tells = (told: number[], asked: number[]) => asked.length === 0 || asked.join() === told.join();

/**
 * Whether all files could be read. A file that could not be read may be readable the next time, so such a result is not
 * kept.
 */
const isWhole = ({ findings }: { findings: { code: string }[] }) =>
  findings.every(({ code }) => code !== "file-unreadable");

/** A map whose keys are bytes. */
class ByBytes<T> {
  readonly #lists = new Map<number, { bytes: Encoded; value: T }[]>();

  values(): T[] {
    return [...this.#lists.values()].flatMap((list) => list.map(({ value }) => value));
  }

  find(bytes: Encoded, fits: (value: T) => boolean): T | undefined {
    const list = this.#lists.get(bytes.byteLength) ?? [];
    return list.find((one) => fits(one.value) && isSame(one.bytes, bytes))?.value;
  }

  add(bytes: Encoded, value: T): void {
    const list = this.#lists.get(bytes.byteLength);
    if (list) list.push({ bytes, value });
    else this.#lists.set(bytes.byteLength, [{ bytes, value }]);
  }
}

function isSame(one: Encoded, other: Encoded): boolean {
  for (let at = 0; at < one.length; at++) if (one[at] !== other[at]) return false;
  return true;
}
