import type { Pool } from "./pool";
import type { Assembled, Compression, Jobs, NumberedFile, Shard, ZipJob } from "./protocol";
import type { Finding } from "./types";

/** Numbers of shards follow those of files, which the page counts from 0. */
const FIRST_SHARD = 2 ** 31;

export interface Pressed extends Assembled {
  zip: Blob;
  /** What verifying, reading and weighing found. */
  findings: Finding[];
}

/** What the jobs of one call share. */
interface Call {
  pool: Pool;
  files: (id: number) => Blob;
  report: (done: number) => void;
  /** Stands for the call in the pool. */
  key: object;
}

/** Runs a plan's jobs: verify and compress in any order, then assemble. */
export async function press(jobs: Jobs, compression: Compression, call: Call): Promise<Pressed> {
  const { pool, key, report, files } = call;
  const numbered = (id: number): NumberedFile => ({ id, file: files(id) });
  const shards = [...jobs.compress, ...jobs.recompress].length;

  // Nothing to wait for: the package is assembled while its wheels are verified.
  const early = shards === 0 ? assemble(jobs, [], numbered, call) : undefined;
  early?.catch(() => {});

  const shard = (run: (take: (buffer: ArrayBuffer) => void) => Promise<Shard>) => collect(run);
  const compressed = [
    ...largestFirst(jobs.recompress).map(({ file, bytes, ...job }) =>
      shard((onChunk) =>
        pool.run("recompress", { zip: numbered(file), ...job }, key, { onChunk }).then(counted(bytes)),
      ),
    ),
    ...largestFirst(jobs.compress).map(({ files: loose }) =>
      shard((onChunk) =>
        pool.run("compress", { compression, loose, files: loose.map(({ file }) => numbered(file)) }, key, {
          onChunk,
          onProgress: report,
        }),
      ),
    ),
  ];
  const verified = verify(jobs.verify, call);

  function counted<T>(bytes: number): (answer: T) => T {
    return (answer) => {
      report(bytes);
      return answer;
    };
  }

  // Awaited together: whichever fails first cancels the rest, and none stays unhandled.
  const [made, found] = await Promise.all([Promise.all(compressed), verified]);
  const assembled = await (early ?? assemble(jobs, made, numbered, call));
  const findings = [...found.flat(), ...made.flatMap(({ findings }) => findings), ...assembled.findings];
  return { ...assembled, findings };
}

const largestFirst = <T extends { bytes: number }>(list: T[]) => [...list].sort((a, b) => b.bytes - a.bytes);

/** The findings of each job. */
export function verify(jobs: ZipJob[], { pool, key, report, files }: Call): Promise<Finding[][]> {
  const verified = largestFirst(jobs).map(({ file, bytes: _, ...job }) =>
    pool.run("verify", { zip: { id: file, file: files(file) }, ...job }, key, { onProgress: report }),
  );
  return Promise.all(verified);
}

async function assemble(
  { recipe, zips }: Jobs,
  shards: (Shard & { blob: Blob })[],
  numbered: (id: number) => NumberedFile,
  { pool, key, report }: Call,
): Promise<Assembled & { zip: Blob }> {
  const numberedShards = shards.map(({ blob }, at) => ({ id: FIRST_SHARD + at, file: blob }));
  const task = {
    recipe,
    files: [...zips.map(numbered), ...numberedShards],
    shards: shards.map(({ pieces }, at) => ({ file: FIRST_SHARD + at, pieces })),
  };
  const { blob, ...assembled } = await collect(
    (onChunk) => pool.run("assemble", task, key, { onChunk, onProgress: report }),
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
