// The function and the library of "Try an example", as www/generated/example.ts.

import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import JSZip from "jszip";
import { generated, root } from "./paths.mjs";

const example = new URL("www/example/", root);
const distInfo = "greeting-1.0.dist-info";

export async function writeExample() {
  const items = [
    ...(await files(new URL("function/", example))),
    ["greeting-1.0-py3-none-any.whl", await wheel(await files(new URL("wheel/", example)))],
  ];
  const lines = items.map(([path, bytes]) => {
    const base64 = Buffer.from(bytes).toString("base64");
    return `  { path: ${JSON.stringify(path)}, base64: "${base64}" },\n`;
  });
  const text = [
    "/** The items of the example, made by the build from www/example. */\n",
    `export const exampleItems: { path: string; base64: string }[] = [\n${lines.join("")}];\n`,
  ];
  await mkdir(generated, { recursive: true });
  await writeFile(new URL("example.ts", generated), text.join(""));
}

/** The files below a directory as pairs of path and bytes, sorted. */
async function files(directory) {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && !entry.name.endsWith(".pyc"))
    .map((entry) => `${entry.parentPath ?? entry.path}/${entry.name}`.slice(directory.pathname.length))
    .map((path) => path.replace(/^\//, ""))
    .sort();
  return Promise.all(paths.map(async (path) => [path, await readFile(new URL(path, directory))]));
}

/** A wheel of these files, the same bytes each time. */
async function wheel(contents) {
  const record = contents.map(([path, bytes]) => {
    const digest = createHash("sha256").update(bytes).digest("base64url");
    return `${path},sha256=${digest},${bytes.length}\n`;
  });
  const zip = new JSZip();
  for (const [path, bytes] of [...contents, [`${distInfo}/RECORD`, `${record.join("")}${distInfo}/RECORD,,\n`]]) {
    zip.file(path, bytes, {
      binary: typeof bytes !== "string",
      createFolders: false,
      date: new Date(Date.UTC(1980, 0, 1)),
      unixPermissions: 0o644,
    });
  }
  return zip.generateAsync({ type: "uint8array", compression: "DEFLATE", platform: "UNIX" });
}
