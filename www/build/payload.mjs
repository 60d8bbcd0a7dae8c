// What a browser fetches. payload.json lists the modules that the crate is built as, and the limits of their size.
// `node www/build/payload.mjs` fails if dist/site exceeds a limit.

import { readFile, stat } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { site } from "./paths.mjs";
import { filesIn } from "./sums.mjs";

const table = JSON.parse(await readFile(new URL("payload.json", import.meta.url), "utf8"));

/** The name of each module, and the features of the crate that it is built with. */
export const { modules } = table;

/** Prints the size of each file of dist/site in bytes, and the sums that have limits. */
export async function printPayload() {
  const files = await weights();
  const sums = sumsOf(table.limits, files).filter(({ count }) => count > 0);
  const cells = ({ name, raw, gzip, brotli }) => [
    name,
    ...[raw, gzip, brotli].map((size) => size.toLocaleString("en")),
  ];
  const rows = [["bytes to fetch", "raw", "gzip", "brotli"], ...[...files, ...sums].map(cells)];
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const lines = rows.map(([name, ...sizes]) =>
    [name.padEnd(widths[0]), ...sizes.map((size, column) => size.padStart(widths[column + 1]))].join("  "),
  );
  lines.splice(1 + files.length, 0, "-".repeat(lines[0].length));
  console.log(`\n${lines.join("\n")}`);
  for (const fault of sums.flatMap(({ faults }) => faults)) console.log(fault);
}

/** The sum of file sizes that each limit applies to, with a sentence for each limit that is exceeded. */
export function sumsOf(limits, files) {
  return limits.map(({ of: name, files: patterns, ...most }) => {
    const expressions = patterns.map(expression);
    const own = files.filter((file) => expressions.some((pattern) => pattern.test(file.name)));
    const sum = (column) => own.reduce((sum, file) => sum + file[column], 0);
    const sums = { raw: sum("raw"), gzip: sum("gzip"), brotli: sum("brotli") };
    const faults = Object.entries(most)
      .filter(([column, limit]) => sums[column] > limit)
      .map(([column, limit]) => `"${name}" has ${sums[column]} bytes of ${column}, and may have ${limit}`);
    return { name, ...sums, faults, count: own.length };
  });
}

/** The faults of the sums, one sentence each. */
export function faultsOf(sums) {
  return sums.flatMap(({ name, faults, count }) => (count > 0 ? faults : [`"${name}" is of no file of dist/site`]));
}

/**
 * The files of dist/site with their sizes in bytes. A file without a compressed copy has the same size in all columns.
 */
async function weights() {
  // Without compressed copies and without the file of headers that servers read.
  const names = (await filesIn(site)).filter((name) => !/\.(?:br|gz)$|^_headers$/.test(name));
  const size = (name) => stat(new URL(name, site)).then(({ size }) => size);
  return Promise.all(
    names.map(async (name) => {
      const raw = await size(name);
      const [gzip, brotli] = await Promise.all([".gz", ".br"].map((copy) => size(name + copy).catch(() => raw)));
      return { name, raw, gzip, brotli };
    }),
  );
}

/** A regular expression for a pattern, in which `*` matches anything, including slashes. */
function expression(pattern) {
  const parts = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const faults = faultsOf(sumsOf(table.limits, await weights()));
  for (const fault of faults) console.error(fault);
  if (faults.length > 0) process.exitCode = 1;
}
