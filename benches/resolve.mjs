import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { target } from "./common.mjs";

/**
 * The time to choose among 300 wheels, without reading their METADATA: only the second plan is measured. It differs
 * only in requirements.txt, so the METADATA is cached. There are chains of Requires-Dist, several versions and several
 * platforms.
 */
export async function resolve({ page, scratch, table, wheel, alternate }) {
  const directory = join(scratch, "wheelhouse");
  await mkdir(directory);
  const tags = ["py3-none-any", "cp313-cp313-manylinux_2_17_x86_64", "cp313-cp313-win_amd64"];
  const files = [];
  for (let n = 0; n < 50; n++) {
    for (const version of ["1.0", "2.0"]) {
      for (const tag of tags) {
        const name = `link_${n}`;
        // The next two in the chain and a distant one. Old versions require other old versions.
        const next = [n + 1, n + 2, (n * 7 + 13) % 50].filter((m) => m > n && m < 50);
        const bound = version === "1.0" ? "<2" : ">=1";
        const requires = next.map((m) => `Requires-Dist: link-${m}${bound}\n`).join("");
        const { fileName, data } = wheel({ name, version, tag, metadata: requires, files: [] });
        files.push(join(directory, fileName));
        await writeFile(files.at(-1), data);
      }
    }
  }
  const ours = [];
  await alternate(async (counts) => {
    await page.setInputFiles("#files", files);
    const requirements = ["link-0\n", "link-1<2\nlink-0\n"];
    const resolved = await page.evaluate(
      ([target, requirements]) => bench.resolvePicked("#files", target, requirements),
      [target, requirements],
    );
    if (resolved.distributions !== 50) throw new Error(`${resolved.distributions} of 50 were chosen`);
    if (counts) ours.push(resolved.milliseconds);
  });
  table.add(`resolving ${files.length} wheels whose METADATA is read, beside one second`, ours, [1000], 1.0);
}
