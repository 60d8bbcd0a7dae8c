import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { target } from "./common.mjs";
import { median, seconds } from "./table.mjs";

/** The time of the page for a plan of 300 wheels. */
export async function plan({ page, scratch, table, wheel, alternate }) {
  const directory = join(scratch, "small");
  await mkdir(directory);
  const files = [];
  for (let n = 0; n < 300; n++) {
    const name = `small_${n}`;
    const modules = Array.from({ length: 20 }, (_, k) => ({
      name: `${name}/m${k}.py`,
      data: `value = ${k}\n`.repeat(50),
    }));
    const { fileName, data } = wheel({ name, files: modules });
    files.push(join(directory, fileName));
    await writeFile(files[n], data);
  }
  const ours = [];
  await alternate(async (counts) => {
    await page.setInputFiles("#files", files);
    const planned = await page.evaluate((target) => bench.planPicked("#files", target), target);
    if (counts) ours.push(planned.milliseconds);
  });
  table.push({ figure: "plan of 300 small wheels", ours: seconds(median(ours)) });
}
