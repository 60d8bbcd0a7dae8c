/** Manifests and comparisons: tasks that read whole packages. */

import { comparePackages, manifest } from "../../generated/wheelpress";
import type { NumberedFile, Task } from "../protocol";
import type { Comparison } from "../types";
import { Files } from "./files";
import type { Reading } from "./reading";

/** Where the page reads for its workers, it reads all at once. */
async function lend(lent: NumberedFile[], reading: Reading): Promise<Files> {
  const files = new Files(reading);
  for (const { id, file } of lent) files.add(id, file);
  if (reading.inPage) await files.readAhead(lent.map(({ id, file }) => ({ file: id, start: 0, end: file.size })));
  return files;
}

export async function makeManifest(task: Task<"manifest">, reading: Reading): Promise<string> {
  const { zip, name, target, wheels } = task;
  const files = await lend([zip, ...wheels.map(({ file }) => file)], reading);
  const about = { name, target, wheels: wheels.map((wheel) => ({ ...wheel, file: wheel.file.id })) };
  return manifest(files, zip.id, about);
}

export async function comparePackage(task: Task<"compare">, reading: Reading): Promise<Comparison> {
  const { zip, name, other } = task;
  const files = await lend(other.file ? [zip, other.file] : [zip], reading);
  return comparePackages(files, zip.id, name, other.file?.id, other.text) as Comparison;
}
