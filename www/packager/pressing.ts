import type { Ahead } from "./ahead";
import type { Output } from "./output";
import type { Handing, Listeners, Pool } from "./pool";
import type { Compression, Jobs, NumberedFile, Shard, Verified, WriteJob, Written } from "./protocol";
import type { Held } from "./spans";

/** Numbers of shards follow those of files, which the page counts from 0. */
const FIRST_SHARD = 2 ** 31;

/** What the jobs of one call share. */
export interface Call {
  pool: Pool;
  files: (id: number) => Blob;
  ahead: Ahead;
  report: (done: number) => void;
  /** Stands for the call in the pool. */
  key: object;
}

/** A shard in the making, and the lines of the package it is for. */
export interface Shards {
  first: number;
  last: number;
  shard: Promise<Shard & { blob: Blob }>;
}

const numbered = (id: number, { files }: Call): NumberedFile => ({ id, file: files(id) });

const largestFirst = <T extends { bytes: number }>(list: T[]) => [...list].sort((a, b) => b.bytes - a.bytes);

/** Verifies what is not copied, in any order. */
export function verify(jobs: Jobs[], call: Call): Promise<Verified[]> {
  const { pool, key, report } = call;
  const all = largestFirst(jobs.flatMap(({ verify }) => verify));
  return Promise.all(
    all.map(({ file, bytes: _, ...job }) =>
      pool.run("verify", { zip: numbered(file, call), ...job }, key, { onProgress: report }),
    ),
  );
}

/** Compresses what is not compressed yet, in any order. */
export function compress(jobs: Jobs, compression: Compression, call: Call): Shards[] {
  const { pool, key, report } = call;
  const recompressed = largestFirst(jobs.recompress).map(({ file, bytes, line = 0, ...job }) => {
    const shard = collect(async (listeners) => {
      const shard = await pool.run("recompress", { zip: numbered(file, call), ...job }, key, listeners);
      report(bytes);
      return shard;
    });
    return { first: line, last: line, shard };
  });
  const compressed = largestFirst(jobs.compress).map(({ files: loose }) => {
    const files = loose.map(({ file }) => numbered(file, call));
    const shard = collect((listeners) =>
      pool.run("compress", { compression, loose, files }, key, { ...listeners, onProgress: report }),
    );
    return { first: loose[0]?.line ?? 0, last: loose.at(-1)?.line ?? 0, shard };
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
  jobs: WriteJob[],
  shards: Shards[],
  isRefused: () => boolean,
  output: Output,
  call: Call,
): Promise<Written[]> {
  // One after another, so that the jobs begin in the order in which their bytes are hashed.
  const reads: Promise<() => Held[]>[] = [];
  for (const { spans } of jobs) reads.push(Promise.resolve(reads.at(-1)).then(() => call.ahead.of(spans)));
  const run = async (job: WriteJob, at: number): Promise<Written> => {
    const needed = [...shards.entries()].filter(([, { first, last }]) => first < job.end && job.first <= last);
    const made = await Promise.all(needed.map(([, { shard }]) => shard)).catch((error) => {
      if (isRefused()) return [];
      throw error;
    });
    const ids = needed.map(([number]) => FIRST_SHARD + number);
    const zips = [...new Set(job.spans.map(({ file }) => file))];
    const task = {
      job: job.job,
      files: [...zips.map((id) => numbered(id, call)), ...made.map(({ blob }, n) => ({ id: ids[n] ?? 0, file: blob }))],
      shards: made.map(({ pieces }, n) => ({ file: ids[n] ?? 0, pieces })),
      verifyOnly: isRefused(),
    };
    const read = await reads[at];
    const hand = (): Handing<"write"> => {
      const held = read?.() ?? [];
      return [{ ...task, held }, held.map(({ bytes }) => bytes.buffer)];
    };
    const listeners = { ...output.listen(at), onProgress: call.report };
    return call.pool.hand("write", hand, call.key, listeners);
  };
  return Promise.all(jobs.map(run));
}
