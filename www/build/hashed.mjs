// Files whose names carry a hash of their contents. Caches never mix two builds, and may keep each file forever.

import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";

/** `app.js` with its contents becomes `app-0123456789abcdef.js`. */
export function hashed(name, contents) {
  const hash = createHash("sha256").update(contents).digest("hex").slice(0, 16);
  const dot = name.lastIndexOf(".");
  return { name: `${name.slice(0, dot)}-${hash}${name.slice(dot)}`, contents };
}

/** Writes files into a directory. Creates the directory and subfolders that do not exist. */
export async function writeFiles(directory, files) {
  const write = async ({ name, contents, mode }) => {
    const file = new URL(name, directory);
    await mkdir(new URL("./", file), { recursive: true });
    await writeFile(file, contents, { mode });
  };
  await Promise.all(files.map(write));
}
