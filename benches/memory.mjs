import { writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { target } from "./common.mjs";
import { bytes } from "./table.mjs";

/** The WebAssembly memory that 250 MB unzipped leave behind, from wheels and from a folder. */
export async function memory({ page, scratch, table, install, wheelFiles }) {
  const addMemory = (from, { unzippedSize, memory, errors }) => {
    const figure = `most memory of a worker after ${bytes(unzippedSize)} from ${from}, beside the limit`;
    table.addMemory(figure, Math.max(...memory));
    if (errors.length > 0) console.log(`  findings that were allowed: ${errors.join(", ")}`);
  };
  const fitting = await wheelFiles(
    (name) => !/-cp311-cp311-|macosx|win_amd64|aarch64|musllinux|manylinux_2_35/.test(name),
  );
  // pip installs one wheel a distribution.
  const files = [...new Map(fitting.map((file) => [basename(file).split("-")[0].toLowerCase(), file])).values()];
  const pick = [...files];
  await page.setInputFiles("#files", files);
  const full = 250_000_000;
  const { unzippedSize } = await page.evaluate((target) => bench.pressPicked("#files", target), target);
  if (unzippedSize < full) {
    const filler = join(scratch, "filler.txt");
    await writeFile(filler, "filler\n".repeat((full - unzippedSize) / 7));
    pick.push(filler);
  }
  await page.setInputFiles("#files", pick);
  const fromWheels = await page.evaluate((target) => bench.pressPicked("#files", target), target);
  addMemory("wheels", fromWheels);
  const tree = join(scratch, "everything");
  await install(tree, files);
  await page.setInputFiles("#folder", tree);
  addMemory("a folder", await page.evaluate((target) => bench.pressPicked("#folder", target), target));
}
