/**
 * Answers of other programs, kept outside the tree from run to run. An answer is found by all that it depends on: the
 * program, its arguments, and the bytes of its input.
 */
import { createHash } from "node:crypto";
import { readFile, realpath, rename, stat, utimes, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { tools } from "./tools.ts";

/** A part of a question: a text, or the file with this path. */
export type Part = string | { file: string };

/** The kept answer to a question of an interpreter, or the answer of `ask`, which is then kept. */
export async function answerOf<T>(python: string, parts: Part[], ask: () => Promise<T>): Promise<T> {
  if (tools.answers === undefined) return ask();
  const path = join(tools.answers, await nameOf(python, parts));
  const kept = await readFile(path, "utf8").catch(() => undefined);
  if (kept !== undefined) {
    // `cargo xtask setup` removes answers that were not used for long.
    await utimes(path, new Date(), new Date()).catch(() => {});
    return JSON.parse(kept);
  }
  const answer = await ask();
  // It is renamed when it is complete, because another test may ask the same.
  const part = `${path}.${process.pid}`;
  await writeFile(part, JSON.stringify(answer));
  await rename(part, path);
  return answer;
}

/** The hash of a question. The same parts in another division are another question. */
async function nameOf(python: string, parts: Part[]): Promise<string> {
  const hash = createHash("sha256");
  for (const part of [await identity(python), ...parts]) {
    const bytes = typeof part === "string" ? Buffer.from(part) : await readFile(part.file);
    hash.update(`${bytes.length} `).update(bytes);
  }
  return hash.digest("hex");
}

/** The path, size and time of the interpreter, and the packages of its virtualenv as `cargo xtask setup` lists them. */
async function identity(python: string): Promise<string> {
  const real = await realpath(python);
  const { size, mtimeMs } = await stat(real);
  const packages = await readFile(join(dirname(dirname(python)), "installed"), "utf8").catch(() => "");
  return `${real} ${size} ${mtimeMs}\n${packages}`;
}
