import { stat, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { target } from "./common.mjs";
import { bytes } from "./table.mjs";
import { whileWatched } from "./watched.mjs";

/** Unzipped bytes of the package. */
const FULL = 250_000_000;

/** Maximum growth of the tab's own memory while a package is pressed, in MiB. */
const TAB = 200;

/**
 * The memory for a package of 250 MB unzipped, from wheels and from a folder, and its time per MB compared with 25 MB.
 */
export async function memory({ browser, page, newPage, scratch, table, install, wheelFiles }) {
  const addMemory = (from, { unzippedSize, memory, errors }) => {
    const figure = `most memory of a worker after ${bytes(unzippedSize)} from ${from}, beside the limit`;
    table.addMemory(figure, Math.max(...memory));
    if (errors.length > 0) console.log(`  findings that were allowed: ${errors.join(", ")}`);
  };
  const fitting = await wheelFiles(
    (name) => !/-cp311-cp311-|macosx|win_amd64|aarch64|musllinux|manylinux_2_35/.test(name),
  );
  // Only one wheel per distribution, because pip installs only one.
  const all = [...new Map(fitting.map((file) => [basename(file).split("-")[0].toLowerCase(), file])).values()];
  await page.setInputFiles("#files", all);
  const { distributions } = await page.evaluate((target) => bench.planPicked("#files", target), target);
  const sizes = new Map(distributions.map(({ from, unzippedSize }) => [from, unzippedSize]));
  let left = FULL;
  const files = all.filter((file) => {
    const size = sizes.get(basename(file)) ?? FULL;
    if (size > left) return false;
    left -= size;
    return true;
  });
  const filler = join(scratch, "filler.txt");
  await writeFile(filler, "filler\n".repeat(left / 7));
  const pick = [...files, filler];
  await page.setInputFiles("#files", pick);
  // A new page, so that memory of earlier benchmarks is not counted.
  const tab = await newPage();
  await tab.setInputFiles("#files", pick);
  const press = () => tab.evaluate((target) => bench.pressPicked("#files", target), target);
  const { result: fromWheels, grown } = await whileWatched(browser, press);
  addMemory("wheels", fromWheels);
  table.addMemory(`the tab's memory grows meanwhile`, grown, TAB);
  await addScale({ page: tab, files, pick, table });
  await tab.close();
  const tree = join(scratch, "everything");
  await install(tree, files);
  await page.setInputFiles("#folder", tree);
  addMemory("a folder", await page.evaluate((target) => bench.pressPicked("#folder", target), target));
}

/** Milliseconds per MB for all picked files, compared with about a tenth of them. */
async function addScale({ page, files, pick, table }) {
  const tenth = [];
  let size = 0;
  for (const file of await largestFirst(files)) {
    // Wheels unzip to about four times their size.
    if (size + file.size > 25e6 / 4) continue;
    tenth.push(file.path);
    size += file.size;
  }
  const times = { few: [], many: [] };
  for (let turn = 0; turn < 4; turn++) {
    for (const [side, picked] of Object.entries({ few: tenth, many: pick })) {
      await page.evaluate(() => bench.forget("#files"));
      await page.setInputFiles("#files", picked);
      const { milliseconds, unzippedSize } = await page.evaluate((t) => bench.pressAgain("#files", t), target);
      if (turn > 0) times[side].push((milliseconds / unzippedSize) * 1e6);
    }
  }
  table.add("time for each MB of 250 MB, beside each of 25 MB", times.many, times.few, 1.1);
}

async function largestFirst(paths) {
  const files = await Promise.all(paths.map(async (path) => ({ path, size: (await stat(path)).size })));
  return files.sort((a, b) => b.size - a.size);
}
