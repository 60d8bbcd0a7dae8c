/** Jobs that read dropped zips. What they need is read ahead, while another job is worked on. */

import { Assembler, compare, recompress, verify } from "../../generated/wheelpress";
import type { Assembled, Batch, NumberedFile, Shard, Task, Verified, ZipTask } from "../protocol";
import type { Finding } from "../types";
import { Files } from "./files";
import { Hashing } from "./hashing";
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
  const { findings, natives } = verify(files, hashing, task.job, report) as Verified;
  const digests = (await hashing?.digests()) ?? [];
  return { findings: [...findings, ...(compare(task.job, digests) as Finding[])], ...(natives && { natives }) };
}

export async function recompressEntry(task: ZipTask, reading: Reading, take: Take): Promise<Shard> {
  return recompress(await lend(task, reading), task.job, take) as Shard;
}

export async function assemble(
  task: Task<"assemble">,
  reading: Reading,
  take: Take,
  report: Report,
): Promise<Assembled> {
  const assembler = new Assembler(task.recipe, task.shards, take);
  const batches = assembler.batches(reading.inPage) as Batch[];
  const read = async ({ spans }: Batch) => {
    const files = new Files(reading);
    for (const { id, file } of task.files as NumberedFile[]) files.add(id, file);
    await files.readAhead(spans);
    return files;
  };
  const [first, ...rest] = batches;
  let next = first && read(first);
  for (const [at, { until }] of batches.entries()) {
    const files = await next;
    const after = rest[at];
    next = after && read(after);
    next?.catch(() => {});
    if (files) assembler.write(until, files, report);
  }
  return assembler.finish() as Assembled;
}
