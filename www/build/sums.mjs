// SHA256SUMS of dist/, in the format of `sha256sum -c`.

import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { dist } from "./paths.mjs";

/** Writes a line for each file of the hosts. */
export async function writeSums() {
  const names = await filesIn(dist);
  const lines = await Promise.all(
    names.map(async (name) => {
      const hash = createHash("sha256").update(await readFile(new URL(name, dist)));
      return `${hash.digest("hex")}  ${name}\n`;
    }),
  );
  await writeFile(new URL("SHA256SUMS", dist), lines.join(""));
}

/** The paths of the files in a directory, with slashes, sorted. */
export async function filesIn(directory) {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(fileURLToPath(directory), join(entry.parentPath ?? entry.path, entry.name)))
    .map((path) => path.replaceAll("\\", "/"))
    .sort();
}
