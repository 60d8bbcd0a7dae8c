import type { Pool } from "./pool";
import type { Assembled, Compression, Jobs, NumberedFile, Shard, Verified } from "./protocol";

/** Numbers of shards follow those of files, which the page counts from 0. */
const FIRST_SHARD = 2 ** 31;

/** What the jobs of one call share. */
export interface Call {
  pool: Pool;
  files: (id: number) => Blob;
  report: (done: number) => void;
  /** Stands for the call in the pool. */
  key: object;
}

/** What compressing left, of one zip. */
export type Shards = (Shard & { blob: Blob })[];

const numbered = (id: number, { files }: Call): NumberedFile => ({ id, file: files(id) });

const largestFirst = <T extends { bytes: number }>(list: T[]) => [...list].sort((a, b) => b.bytes - a.bytes);

/** Verifies what is taken from zips, in any order. */
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
export function compress(jobs: Jobs, compression: Compression, call: Call): Promise<Shards> {
  const { pool, key, report } = call;
  const recompressed = largestFirst(jobs.recompress).map(({ file, bytes, ...job }) =>
    collect(async (onChunk) => {
      const shard = await pool.run("recompress", { zip: numbered(file, call), ...job }, key, { onChunk });
      report(bytes);
      return shard;
    }),
  );
  const compressed = largestFirst(jobs.compress).map(({ files: loose }) =>
    collect((onChunk) => {
      const files = loose.map(({ file }) => numbered(file, call));
      return pool.run("compress", { compression, loose, files }, key, { onChunk, onProgress: report });
    }),
  );
  return Promise.all([...recompressed, ...compressed]);
}

/** Writes the zip. Others may go on verifying meanwhile: that it is right is known only when they have. */
export async function assemble({ recipe, zips }: Jobs, shards: Shards, call: Call): Promise<Assembled & { zip: Blob }> {
  const numberedShards = shards.map(({ blob }, at) => ({ id: FIRST_SHARD + at, file: blob }));
  const task = {
    recipe,
    files: [...zips.map((id) => numbered(id, call)), ...numberedShards],
    shards: shards.map(({ pieces }, at) => ({ file: FIRST_SHARD + at, pieces })),
  };
  const { blob, ...assembled } = await collect(
    // One worker's work from end to end, so it is not left for the last.
    (onChunk) => call.pool.run("assemble", task, call.key, { onChunk, onProgress: call.report, isFirst: true }),
    "application/zip",
  );
  return { ...assembled, zip: blob };
}

/** Gathers a job's output. Each chunk becomes a blob at once, which the engine may keep on disk. */
async function collect<T>(
  run: (onChunk: (buffer: ArrayBuffer) => void) => Promise<T>,
  type = "",
): Promise<T & { blob: Blob }> {
  const parts: Blob[] = [];
  const answer = await run((buffer) => parts.push(new Blob([buffer])));
  return { ...answer, blob: new Blob(parts, { type }) };
}
