/** Where a zip is written: to a file, to a device or a pipe, or to standard output. */

import { fstatSync, type Stats } from "node:fs";
import { readlink, stat } from "node:fs/promises";
import { dirname, resolve, sep } from "node:path";
import { UsageError } from "./command-line";
import { OutputFile } from "./output-file";
import type { Output } from "./output-place";
import { OutputStream } from "./output-stream";

/** The name of standard output. */
const STDOUT = "-";

/** Number of links that may lead to a file, as in Linux (path_resolution(7)). */
const MAX_LINKS = 40;

/**
 * The output of this path. Links are followed, as shells do for `>`.
 *
 * Rejects with a `UsageError`.
 */
export async function outputAt(path: string): Promise<Output> {
  if (path === STDOUT) return stdout();
  if ((path.endsWith("/") || path.endsWith(sep)) && resolve(path) !== path) {
    throw new UsageError(`The output "${path}" names a folder`, `Name the zip, as in ${path}function.zip`);
  }
  const there = await stat(path).catch(() => undefined);
  if (there && isSame(there, fstatSync(1))) return stdout();
  if (there?.isDirectory()) {
    throw new UsageError(`The output "${path}" is not a file`, "Name the zip, or write elsewhere");
  }
  if (there && !there.isFile()) return new OutputStream(path);
  return OutputFile.at(path, await linked(resolve(path)));
}

function stdout(): OutputStream {
  if (process.stdout.isTTY) {
    throw new UsageError("The output is a terminal, which cannot show a zip", "Name a file, or redirect the output");
  }
  return new OutputStream(undefined);
}

/** Where links lead to. The last one may lead to a file that is not there yet. */
async function linked(path: string): Promise<string> {
  let at = path;
  for (let links = 0; links < MAX_LINKS; links++) {
    const next = await readlink(at).catch(() => undefined);
    if (next === undefined) return at;
    at = resolve(dirname(at), next);
  }
  throw new UsageError(`The output "${path}" is a link that leads to itself`, "Write elsewhere");
}

const isSame = (one: Stats, other: Stats) => one.dev === other.dev && one.ino === other.ino;
