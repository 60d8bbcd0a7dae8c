// Choosing wheels from an index on loopback, fetching and pressing them, compared with uv installing the same wheels
// with an empty cache.

import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { run, target } from "./common.mjs";
import { bytes, seconds } from "./table.mjs";

/** About 40 distributions, with their dependencies. */
const REQUIREMENTS = [
  ...["pandas", "requests", "flask", "fastapi", "mangum", "aiohttp", "jsonschema", "httpx", "sqlalchemy"],
  ...["openpyxl", "arrow", "pyjwt", "redis", "slack-sdk", "rich", "pyyaml", "beautifulsoup4"],
];
const MIN_FILES = 30;

/** Wheels from an index, including pressing, compared with uv installing them. */
export async function fetching({ kit, page, scratch, table, tools, alternate }) {
  const measured = await measureFetching({ page, scratch, tools, startWheelIndex: kit.startWheelIndex, alternate });
  const { ours, uv, zip, wheels, size, fetched, memory, heap } = measured;
  const what = `resolving, fetching and pressing ${wheels} distributions of ${bytes(size)} from loopback`;
  table.add(`${what}, beside \`uv pip install --target\` with an empty cache`, ours, uv, 1.5);
  table.add("the same, beside that and `zip -r9`", ours, zip, 1.0);
  table.addMemory("most memory of a worker after it, beside the limit", Math.max(...memory));
  console.log(`  of the last run, ${seconds(fetched)} were resolving and fetching`);
  console.log(`  the page's own heap has grown by ${bytes(Math.max(0, heap))}, with what was not collected yet`);
}

/**
 * Milliseconds of both sides, with and without `zip -r9` of what uv has installed; the memory; and the number of
 * wheels.
 */
async function measureFetching({ page, scratch, tools, startWheelIndex, alternate }) {
  const index = await startWheelIndex();
  const address = index.address("json");
  const requirements = `${REQUIREMENTS.join("\n")}\n`;
  const file = join(scratch, "requirements.txt");
  await writeFile(file, requirements);
  const uv = join(dirname(tools.python), "uv");
  const version = target.runtime.replace("python", "");
  const sides = { ours: [], uv: [], zip: [] };
  let last;
  try {
    await alternate(async (counts) => {
      last = await page.evaluate(
        ([address, requirements, target]) => bench.fetchAndPress(address, requirements, target),
        [address, requirements, target],
      );
      const folder = join(scratch, "uv");
      await mkdir(folder);
      const args = ["pip", "install", "--quiet", "--no-config", "--target", join(folder, "libraries"), "-r", file];
      const from = ["--index-url", address, "--cache-dir", join(folder, "cache"), "--only-binary", ":all:"];
      const what = ["--python", tools.pythons[version].python, "--python-platform", "x86_64-manylinux_2_34"];
      const began = performance.now();
      await run(uv, [...args, ...from, ...what]);
      const installed = performance.now();
      await run("zip", ["-qr9", join(folder, "function.zip"), "."], { cwd: join(folder, "libraries") });
      const zipped = performance.now();
      await rm(folder, { recursive: true });
      if (last.wheels < MIN_FILES) throw new Error(`${last.wheels} wheels were fetched: ${last.findings.join("\n")}`);
      if (!counts) return;
      sides.ours.push(last.milliseconds);
      sides.uv.push(installed - began);
      sides.zip.push(zipped - began);
    });
  } finally {
    await index.stop();
  }
  return { ...sides, ...last };
}
