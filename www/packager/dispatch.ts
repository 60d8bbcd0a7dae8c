/** Hands the jobs of a plan out to the workers. */

import { yieldToPage } from "../common/yield-to-page";
import type { Call } from "./call";
import { blobAndFree } from "./free-buffer";
import type { Output } from "./output";
import type { PackageCache, PlacedShard, Shard } from "./package-cache";
import type { Listeners, Pool, TaskWithTransfer } from "./pool";
import type { Prefetch } from "./prefetch";
import type {
  EntriesJob,
  HeldSpan,
  NumberedFile,
  PackJobs,
  PressService,
  Task,
  VerifiedEntries,
  WrittenEntries,
} from "./protocol";
import type { Unchanged } from "./unchanged";

/** The context in which jobs are dispatched. */
export interface Dispatch {
  /** What was made for the last package, and what is made for this one. */
  before: PackageCache;
  made: PackageCache;
  unchanged: Unchanged;
  pool: Pool<PressService>;
  prefetch: Prefetch;
  onProgress: (done: number) => void;
  call: Call;
}

/** A shard that is being made, and the entries of the package that it is for. */
export interface Shards {
  entryIndexes: number[];
  shard: Promise<Shard>;
}

/** A file of the call by its number. Jobs only name files of their call. */
const numbered = (id: number, call: Call): NumberedFile => ({ id, file: call.file(id) ?? new Blob() });

const largestFirst = <T extends { bytes: number }>(list: T[]) => [...list].sort((a, b) => b.bytes - a.bytes);

/** Whether the zips have not changed since they were read. */
const zipsUnchanged = (zips: Blob[], { unchanged }: Dispatch) =>
  unchanged.all(
    zips.map((file) => ({ file, size: Number.POSITIVE_INFINITY })),
    zips,
  );

/** The zips that entries of a job are copied from. */
export const zipsOf = ({ spans }: EntriesJob, call: Call): Blob[] =>
  [...new Set(spans.map(({ file }) => file))].map((id) => numbered(id, call).file);

/** Verifies the entries that are read but not copied, in any order. */
export function verify(jobs: PackJobs[], dispatch: Dispatch): Promise<VerifiedEntries[]> {
  const { pool, call, onProgress, before, made } = dispatch;
  const all = largestFirst(jobs.flatMap(({ verify }) => verify));
  const run = async (whole: PackJobs["verify"][number]) => {
    const { file, bytes, entryIndex: _, ...job } = whole;
    const zip = numbered(file, call);
    let answer = before.verified(whole);
    if (answer && (await zipsUnchanged([zip.file], dispatch))) onProgress(bytes);
    else answer = await pool.run("verify", { zip, ...job }, call, { onProgress });
    made.keepVerified(whole, answer, zip.file);
    return answer;
  };
  return Promise.all(all.map(run));
}

/** Compresses the files that are not compressed yet, and recompresses entries, in any order. */
export function compress(jobs: PackJobs, dispatch: Dispatch): Shards[] {
  const { pool, call, onProgress, before, made, unchanged } = dispatch;
  const recompressed = largestFirst(jobs.recompress).map((whole) => {
    const { file, bytes, entryIndex = 0, ...job } = whole;
    const make = async () => {
      const zip = numbered(file, call);
      const known = before.recompressed(whole);
      const shard =
        known && (await zipsUnchanged([zip.file], dispatch))
          ? known
          : await collect((listeners) => pool.run("recompress", { zip, ...job }, call, listeners));
      onProgress(bytes);
      made.keepRecompressed(whole, shard, zip.file);
      return shard;
    };
    return { entryIndexes: [entryIndex], shard: make() };
  });
  const compressed = largestFirst(jobs.compress).map((whole) => {
    const { files, sizes, entryIndexes, bytes, job } = whole;
    const make = async () => {
      await yieldToPage();
      const known = before.compressed(whole);
      const sized = () => files.map((file, at) => ({ ...numbered(file, call), size: sizes[at] ?? 0 }));
      const isSame = known && (await unchanged.all(sized(), known.reads));
      if (isSame) onProgress(bytes);
      const shard = isSame
        ? known
        : await collect((listeners) => pool.run("compress", { job }, call, { ...listeners, onProgress }));
      made.keepCompressed(whole, shard);
      return shard;
    };
    return { entryIndexes, shard: make() };
  });
  return [...recompressed, ...compressed];
}

/**
 * The output of most shards is smaller than this number of bytes. Beyond it, each chunk becomes a blob at once, which
 * the browser may keep on disk.
 */
const GATHERED = 8 << 20;

/** Collects the output of a job. Few blobs are made, because for each one the page waits for the browser's process. */
async function collect<T>(run: (listeners: Listeners) => Promise<T>): Promise<T & Pick<Shard, "blob" | "reads">> {
  const parts: BlobPart[] = [];
  let size = 0;
  const reads: Blob[] = [];
  const listeners: Listeners = {
    onChunk: (buffer) => {
      size += buffer.byteLength;
      parts.push(size > GATHERED ? blobAndFree([buffer]) : buffer);
    },
    onRead: (blob) => reads.push(blob),
    onRestart: () => {
      parts.length = 0;
      size = 0;
      reads.length = 0;
    },
  };
  const answer = await run(listeners);
  return { ...answer, blob: blobAndFree(parts), reads };
}

/** A run of entries that was written, and the shards that it was written from. */
export interface WrittenRun {
  job: EntriesJob;
  placed: PlacedShard[];
  answer: WrittenEntries;
}

/**
 * Runs the write jobs of one zip, each as soon as the shards of its entries are available. `isRefused` is called at
 * that moment: if the package is refused, entries that come from zips are verified, and nothing is written.
 */
export function write(
  jobs: EntriesJob[],
  shards: Shards[],
  isRefused: () => boolean,
  output: Output,
  dispatch: Dispatch,
): Promise<WrittenRun[]> {
  const { prefetch, before, onProgress } = dispatch;
  // One after another, so that the jobs begin in the order in which their bytes are hashed.
  const reads: Promise<() => HeldSpan[]>[] = [];
  for (const { spans } of jobs) reads.push(Promise.resolve(reads.at(-1)).then(() => prefetch.of(spans)));
  const run = async (job: EntriesJob, at: number): Promise<WrittenRun> => {
    const placed = await shardsOf(job, shards, isRefused);
    const known = before.run(job, placed);
    if (known && (await zipsUnchanged(zipsOf(job, dispatch.call), dispatch))) {
      if (!isRefused()) output.reuse(at, known);
      prefetch.passed(job.spans);
      onProgress(job.bytes);
      return { job, placed, answer: known.answer };
    }
    const task = { ...writeTask(job, placed, dispatch), verifyOnly: isRefused() };
    return { job, placed, answer: await handOut(task, job, await reads[at], output.listen(at), dispatch) };
  };
  return Promise.all(jobs.map(run));
}

/** The shards that contain entries of a job. Waits until they are made. */
async function shardsOf(job: EntriesJob, shards: Shards[], isRefused: () => boolean): Promise<PlacedShard[]> {
  const isOf = (entryIndexes: number[]) => (entryIndexes[0] ?? 0) < job.end && job.first <= (entryIndexes.at(-1) ?? 0);
  const needed = shards.filter(({ entryIndexes }) => isOf(entryIndexes));
  try {
    return await Promise.all(needed.map(async ({ entryIndexes, shard }) => ({ entryIndexes, shard: await shard })));
  } catch (error) {
    if (isRefused()) return [];
    throw error;
  }
}

type WriteTask = Task<PressService, "write">;

function writeTask({ job, first, natives, spans }: EntriesJob, placed: PlacedShard[], { call }: Dispatch) {
  const zips = [...new Set(spans.map(({ file }) => file))];
  // If workers cannot read, the page reads shards for them as it reads files.
  const lent = placed.map(({ shard }) => call.lend(shard.blob));
  const shards = placed.map(({ shard, entryIndexes }, n) => ({
    file: lent[n]?.id ?? 0,
    shardEntries: shard.shardEntries,
    entryIndexes,
  }));
  return { job, first, natives, files: [...zips.map((id) => numbered(id, call)), ...lent], shards };
}

function handOut(
  task: Omit<WriteTask, "held">,
  { spans }: EntriesJob,
  read: (() => HeldSpan[]) | undefined,
  listeners: Listeners,
  { pool, prefetch, call, onProgress }: Dispatch,
): Promise<WrittenEntries> {
  let isAgain = false;
  const hand = (): TaskWithTransfer<PressService, "write"> => {
    const held = read?.() ?? [];
    if (!isAgain) prefetch.passed(spans);
    isAgain = true;
    return [{ ...task, held }, held.map(({ bytes }) => bytes.buffer)];
  };
  return pool.hand("write", hand, call, { ...listeners, onProgress });
}
