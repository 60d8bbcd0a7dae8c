import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { target } from "./common.mjs";
import { nativePress } from "./native.mjs";
import { seconds } from "./table.mjs";

/**
 * 20,000 files of 2 KB, planned and then pressed, as the page does. Most of the time is the browser's own work on
 * files.
 */
export async function small({ page, scratch, table }) {
  const count = 20_000;
  const tree = join(scratch, "many");
  for (let n = 0; n < count; n++) {
    const folder = join(tree, `p${Math.floor(n / 100)}`);
    if (n % 100 === 0) await mkdir(folder, { recursive: true });
    await writeFile(join(folder, `m${n}.py`), `value_${n} = ${n * 7919}\n`.repeat(100).slice(0, 2000));
  }
  await page.setInputFiles("#folder", tree);
  const { planned, pressed, pause } = await page.evaluate((target) => bench.planAndPress("#folder", target), target);
  const press = await nativePress();
  const native = [await press([tree]), await press([tree])];
  table.push({ figure: `${count} files of 2 KB, planned`, ours: seconds(planned) });
  table.add("the same, planned and pressed, beside both natively", [planned + pressed], native, 3);
  table.addPause("the longest the page stands still meanwhile", pause);
}
