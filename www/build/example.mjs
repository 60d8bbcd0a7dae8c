// Writes the examples of the page as www/generated/example.ts. Their library is made here, because neither the build
// nor the page should have to fetch a real one.

import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import JSZip from "jszip";
import { generated, root } from "./paths.mjs";

const example = new URL("www/example/", root);
/**
 * The library's name and version in filenames. Public indexes accept no version with a local part, so nobody is sent to
 * a stranger's library.
 */
const library = "wheelpress_example_greeting-1.0+example";
const distInfo = `${library}.dist-info`;

/** The filename of the library's wheel in each example: for any platform, for one that is not Lambda's, or none. */
const WHEELS = {
  alone: undefined,
  library: `${library}-py3-none-any.whl`,
  broken: `${library}-cp313-cp313-macosx_14_0_arm64.whl`,
};

export async function writeExample() {
  const contents = await files(new URL("wheel/", example));
  const examples = Object.entries(WHEELS).map(async ([name, filename]) => {
    const own = await files(new URL(`${name}/`, example));
    const tag = filename?.slice(`${library}-`.length, -".whl".length);
    const items = filename ? [...own, [filename, await wheel(tagged(contents, tag))]] : own;
    const lines = items.map(([path, bytes]) => {
      const base64 = Buffer.from(bytes).toString("base64");
      return `    { path: ${JSON.stringify(path)}, base64: "${base64}" },\n`;
    });
    return `  ${name}: [\n${lines.join("")}  ],\n`;
  });
  const text = [
    "/** The items of the examples, made by the build from www/example. */\n",
    'export const examples: Record<"alone" | "library" | "broken", { path: string; base64: string }[]> = {\n',
    ...(await Promise.all(examples)),
    "};\n",
  ];
  await mkdir(generated, { recursive: true });
  await writeFile(new URL("example.ts", generated), text.join(""));
}

/** The library with another tag in its WHEEL file. */
function tagged(contents, tag) {
  return contents.map(([path, bytes]) =>
    path.endsWith("/WHEEL") ? [path, Buffer.from(String(bytes).replace(/^Tag: .*$/m, `Tag: ${tag}`))] : [path, bytes],
  );
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

/** A wheel with these files. The same files give the same bytes. */
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
