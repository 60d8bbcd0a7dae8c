/** Jobs that read dropped zips. What they need is read ahead, while another job is worked on. */

import { compare, recompress, verify, Writer } from "../../generated/wheelpress";
import type { Shard, Task, Verified, Written, ZipTask } from "../protocol";
import type { Span } from "../spans";
import type { Finding } from "../types";
import { Files } from "./files";
import { type Digests, Hashing } from "./hashing";
import type { Reading } from "./reading";

type Take = (chunk: Uint8Array<ArrayBuffer>) => void;
type Report = (done: number) => void;

async function lend({ zip, start, end }: ZipTask, reading: Reading): Promise<Files> {
  const files = new Files(reading);
  files.add(zip.id, zip.file);
  await files.readAhead([{ file: zip.id, start, end }]);
  return files;
}

export async function verifyZip(task: ZipTask, reading: Reading, report: Report): Promise<Verified> {
  const files = await lend(task, reading);
  const hashing = Hashing.start();
  const verified = verify(files, hashing, task.job, report) as Verified;
  return withHashed(verified, hashing, ({ numbers, hashed }) => compare(task.job, numbers, hashed) as Finding[]);
}

/** What was verified, with what came of the digests the browser worked out. */
async function withHashed<V extends Verified>(
  verified: V,
  hashing: Hashing | undefined,
  compared: (digests: Digests) => Finding[],
): Promise<V> {
  if (!hashing) return verified;
  return { ...verified, findings: [...verified.findings, ...compared(await hashing.digests())] };
}

export async function recompressEntry(task: ZipTask, reading: Reading, take: Take): Promise<Shard> {
  return recompress(await lend(task, reading), task.job, take) as Shard;
}

export async function writeLines(
  { job, files: lent, held, shards, verifyOnly }: Task<"write">,
  reading: Reading,
  take: Take,
  report: Report,
): Promise<Written> {
  const writer = new Writer(job, shards);
  try {
    const files = new Files(reading);
    for (const { id, file } of lent) files.add(id, file);
    files.hold(held);
    const here = new Set(held.map(({ file }) => file));
    await files.readAhead((writer.spans() as Span[]).filter(({ file }) => !here.has(file)));
    const hashing = Hashing.start();
    const written = writer.write(files, hashing, verifyOnly ? undefined : take, report) as Written;
    return await withHashed(written, hashing, ({ numbers, hashed }) => writer.compare(numbers, hashed) as Finding[]);
  } finally {
    writer.free();
  }
}
