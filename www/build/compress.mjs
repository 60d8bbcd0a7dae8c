// Compressed copies beside the files of dist/site, for servers that send them: `app-….js.br`, `app-….js.gz`.

import { readdir, readFile, writeFile } from "node:fs/promises";
import { extname } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { site } from "./paths.mjs";

/** What shrinks by compression. */
const COMPRESSIBLE = new Set([".css", ".html", ".js", ".json", ".svg", ".wasm", ".webmanifest"]);

/** Writes the copies. The same files give the same bytes. */
export async function compressSite() {
  const names = await readdir(site, { recursive: true });
  await Promise.all(names.filter((name) => COMPRESSIBLE.has(extname(name))).map(compress));
}

async function compress(name) {
  const contents = await readFile(new URL(name, site));
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
    [constants.BROTLI_PARAM_SIZE_HINT]: contents.length,
  };
  const [br, gz] = await Promise.all([
    promisify(brotliCompress)(contents, { params }),
    promisify(gzip)(contents, { level: constants.Z_BEST_COMPRESSION }),
  ]);
  // RFC 1952, section 2.3: the time is zero already; the system is "unknown", whichever this is.
  gz[9] = 255;
  await Promise.all([writeFile(new URL(`${name}.br`, site), br), writeFile(new URL(`${name}.gz`, site), gz)]);
}
