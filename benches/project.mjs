// A repository of many functions: its time compared with the builds of its functions one after another, and the memory
// afterwards.

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { bytes } from "./table.mjs";

/** Number of functions, without one for the warm-up, and size of each in bytes. */
const FUNCTIONS = 50;
const SIZE = 20_000_000;
const FILES = 40;

/**
 * Functions of 20 MB that share no files: all functions of a repository together, compared with their builds one after
 * another, where each build uses all workers; and the memory after all functions, compared with the memory after one.
 *
 * WebAssembly's memory never shrinks, so a worker keeps the maximum that one of its jobs needed. This is 7 to 15 MiB,
 * depending on the jobs, and not more after 24 functions than after one or two. The planning worker has 2.6 MiB after
 * one function and after 24 (measured in Node).
 */
export async function project({ page, repetitions, scratch, table, alternate }) {
  await page.setInputFiles("#folder", await writeRepository(join(scratch, "repository")));
  const [ours, peers, memory] = [[], [], { all: 0, one: 0 }];
  const press = (isAlone, count) =>
    page.evaluate(([isAlone, count]) => bench.pressFunctions("#folder", isAlone, count), [isAlone, count]);
  await alternate(
    async (counts) => {
      memory.one = (await press(true, 1)).memory;
      if (!counts) return;
      const alone = await press(true, FUNCTIONS);
      const all = await press(false, FUNCTIONS);
      memory.all = Math.max(memory.all, all.memory);
      ours.push(all.milliseconds);
      peers.push(alone.milliseconds);
    },
    Math.min(repetitions, 2),
  );
  table.add(`${FUNCTIONS} functions of 20 MB, beside their builds one after another`, ours, peers, 1.1);
  table.addMemory(`most memory of a worker after them (${bytes(memory.one)} after one), beside the limit`, memory.all);
}

/** Writes a repository whose functions share no files. */
async function writeRepository(directory) {
  const ids = Array.from({ length: FUNCTIONS + 1 }, (_, index) => `Function${index}`);
  const resources = ids.map(
    (id) =>
      `  ${id}:\n    Type: AWS::Serverless::Function\n    Properties: {CodeUri: ${id}, Handler: app.handler, Runtime: python3.13}\n`,
  );
  await mkdir(directory);
  await writeFile(join(directory, "template.yaml"), `Resources:\n${resources.join("")}`);
  for (const [index, id] of ids.entries()) {
    await mkdir(join(directory, id));
    await writeFile(join(directory, id, "app.py"), `def handler(event, context):\n    return ${index}\n`);
    for (let file = 0; file < FILES; file++) {
      await writeFile(join(directory, id, `data${file}.csv`), table(index * FILES + file, SIZE / FILES));
    }
  }
  return directory;
}

/** Returns numbers as text, which compresses like typical data. */
function table(seed, size) {
  const words = new Uint32Array(size / 8);
  let state = seed * 2654435761 + 1;
  for (let at = 0; at < words.length; at++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    words[at] = state;
  }
  const bytes = Buffer.alloc(size);
  for (const [at, word] of words.entries())
    bytes.write(`${(word % 10_000_000).toString().padStart(7)}\n`, at * 8, "latin1");
  return bytes;
}
