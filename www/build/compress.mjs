// Compressed copies beside the files of dist/site, for servers that can send them: `app-….js.br`, `app-….js.gz`.

import { createHash, randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { extname } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { root, site } from "./paths.mjs";

/**
 * Copies made by the last build, named by the hash of their input. They are kept because compressing a module takes
 * many seconds.
 */
const kept = new URL("target/compressed/", root);

/** Extensions of files that become smaller by compression. */
const COMPRESSIBLE = new Set([".css", ".html", ".js", ".json", ".svg", ".wasm", ".webmanifest"]);

/** Writes the copies. The same files give the same bytes. */
export async function compressSite() {
  await mkdir(kept, { recursive: true });
  const before = new Set(await readdir(kept));
  const names = (await readdir(site, { recursive: true })).filter((name) => COMPRESSIBLE.has(extname(name)));
  const used = new Set((await Promise.all(names.map((name) => compress(name, before)))).flat());
  const unused = [...before].filter((name) => !used.has(name));
  await Promise.all(unused.map((name) => rm(new URL(name, kept))));
}

/** Writes the copies of one file, and returns the names under which they are kept. */
async function compress(name, before) {
  const contents = await readFile(new URL(name, site));
  // Another version of Node may compress differently.
  const how = process.version + JSON.stringify(BROTLI);
  const hash = createHash("sha256").update(how).update(contents).digest("hex");
  return Promise.all(
    Object.entries(COMPRESSORS).map(async ([extension, compressor]) => {
      const key = hash + extension;
      const copy = before.has(key) ? await readFile(new URL(key, kept)) : await compressor(contents);
      if (!before.has(key)) await keep(key, copy);
      await writeFile(new URL(name + extension, site), copy);
      return key;
    }),
  );
}

/**
 * Writes a copy under another name first and then renames it, so that a build that is stopped leaves no incomplete file
 * under the final name.
 */
async function keep(key, copy) {
  const part = new URL(`${key}.${randomUUID()}`, kept);
  await writeFile(part, copy);
  await rename(part, new URL(key, kept));
}

/**
 * Parameter sets for Brotli; the smallest result is used. Which one is smallest differs from file to file, by up to two
 * per thousand (measured with the modules).
 */
const BROTLI = [
  { [constants.BROTLI_PARAM_LGBLOCK]: constants.BROTLI_MAX_INPUT_BLOCK_BITS },
  { [constants.BROTLI_PARAM_NDIRECT]: 15 },
  { [constants.BROTLI_PARAM_LGBLOCK]: 19, [constants.BROTLI_PARAM_NPOSTFIX]: 3 },
  { [constants.BROTLI_PARAM_LGBLOCK]: 16, [constants.BROTLI_PARAM_NPOSTFIX]: 2 },
];

const COMPRESSORS = {
  ".br": async (contents) => {
    const common = {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      [constants.BROTLI_PARAM_SIZE_HINT]: contents.length,
    };
    const compressed = BROTLI.map((way) => promisify(brotliCompress)(contents, { params: { ...common, ...way } }));
    return (await Promise.all(compressed)).reduce((least, one) => (one.length < least.length ? one : least));
  },
  ".gz": async (contents) => {
    const gz = await promisify(gzip)(contents, { level: constants.Z_BEST_COMPRESSION });
    // RFC 1952, section 2.3: the time is zero already; the operating system is set to "unknown" on every system.
    gz[9] = 255;
    return gz;
  },
};
