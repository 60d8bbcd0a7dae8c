// A repository of many functions: its time beside that of its builds one after another, and what memory is left behind.

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Functions, besides one that warms up, and bytes of each. */
export const FUNCTIONS = 50;
const SIZE = 20_000_000;
const FILES = 40;

/** Writes a repository whose functions have nothing in common. */
export async function writeRepository(directory) {
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

/** Numbers as text, which compress as data does. */
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
