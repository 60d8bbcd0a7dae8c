/** Hands the jobs of a plan out to the workers. */

import type { Call } from "./call";
import type { Output } from "./output";
import type { Handing, Listeners, Pool } from "./pool";
import type { Prefetch } from "./prefetch";
import type {
  Answer,
  Compression,
  HeldSpan,
  LinesJob,
  NumberedFile,
  PackJobs,
  PressService,
  VerifiedEntries,
  WrittenLines,
} from "./protocol";

/** Where the jobs go. */
export interface Dispatch {
  pool: Pool<PressService>;
  prefetch: Prefetch;
  onProgress: (done: number) => void;
  call: Call;
}

type Shard = Answer<PressService, "compress">;

/** A shard in the making, and the lines of the package it is for. */
export interface Shards {
  first: number;
  last: number;
  shard: Promise<Shard & { blob: Blob }>;
}

/** A file the call has: its jobs name no other. */
const numbered = (id: number, call: Call): NumberedFile => ({ id, file: call.file(id) ?? new Blob() });

const largestFirst = <T extends { bytes: number }>(list: T[]) => [...list].sort((a, b) => b.bytes - a.bytes);

/** Verifies what is not copied, in any order. */
export function verify(jobs: PackJobs[], { pool, call, onProgress }: Dispatch): Promise<VerifiedEntries[]> {
  const all = largestFirst(jobs.flatMap(({ verify }) => verify));
  return Promise.all(
    all.map(({ file, bytes: _, ...job }) =>
      pool.run("verify", { zip: numbered(file, call), ...job }, call, { onProgress }),
    ),
  );
}

/** Compresses what is not compressed yet, in any order. */
export function compress(jobs: PackJobs, compression: Compression, { pool, call, onProgress }: Dispatch): Shards[] {
  const recompressed = largestFirst(jobs.recompress).map(({ file, bytes, line = 0, ...job }) => {
    const shard = collect(async (listeners) => {
      const shard = await pool.run("recompress", { zip: numbered(file, call), ...job }, call, listeners);
      onProgress(bytes);
      return shard;
    });
    return { first: line, last: line, shard };
  });
  const compressed = largestFirst(jobs.compress).map(({ files }) => {
    const shard = collect((listeners) =>
      pool.run("compress", { compression, files }, call, { ...listeners, onProgress }),
    );
    return { first: files[0]?.line ?? 0, last: files.at(-1)?.line ?? 0, shard };
  });
  return [...recompressed, ...compressed];
}

/** Gathers a job's output. Each chunk becomes a blob at once, which the engine may keep on disk. */
async function collect<T>(run: (listeners: Listeners) => Promise<T>): Promise<T & { blob: Blob }> {
  const parts: Blob[] = [];
  const onRestart = () => {
    parts.length = 0;
  };
  const answer = await run({ onChunk: (buffer) => parts.push(new Blob([buffer])), onRestart });
  return { ...answer, blob: new Blob(parts) };
}

/**
 * Runs the write jobs of one zip: each as soon as the shards of its lines are there. `isRefused` is asked then:
 * of a refused package, what comes from zips is verified, and nothing is written.
 */
export function write(
  jobs: LinesJob[],
  shards: Shards[],
  isRefused: () => boolean,
  output: Output,
  { pool, prefetch, call, onProgress }: Dispatch,
): Promise<WrittenLines[]> {
  // One after another, so that the jobs begin in the order in which their bytes are hashed.
  const reads: Promise<() => HeldSpan[]>[] = [];
  for (const { spans } of jobs) reads.push(Promise.resolve(reads.at(-1)).then(() => prefetch.of(spans)));
  const run = async (job: LinesJob, at: number): Promise<WrittenLines> => {
    const needed = shards.filter(({ first, last }) => first < job.end && job.first <= last);
    const made = await Promise.all(needed.map(({ shard }) => shard)).catch((error) => {
      if (isRefused()) return [];
      throw error;
    });
    // Where workers cannot read, the page reads shards for them as it does files.
    const lent = made.map(({ blob }) => call.lend(blob));
    const zips = [...new Set(job.spans.map(({ file }) => file))];
    const task = {
      job: job.job,
      files: [...zips.map((id) => numbered(id, call)), ...lent],
      shards: made.map(({ pieces }, n) => ({ file: lent[n]?.id ?? 0, pieces })),
      verifyOnly: isRefused(),
    };
    const read = await reads[at];
    const hand = (): Handing<PressService, "write"> => {
      const held = read?.() ?? [];
      return [{ ...task, held }, held.map(({ bytes }) => bytes.buffer)];
    };
    return pool.hand("write", hand, call, { ...output.listen(at), onProgress });
  };
  return Promise.all(jobs.map(run));
}
