import { join } from "node:path";
import { target } from "./common.mjs";

/**
 * Pressing again after one source file changed, compared with the first time: with wheels, and with the same libraries
 * as a folder.
 */
export async function again({ page, repetitions, scratch, table, alternate, install, libraryFiles }) {
  const libraries = await libraryFiles();
  const tree = join(scratch, "libraries-again");
  await install(tree, libraries);
  for (const [selector, picks, from] of [
    ["#files", libraries, "wheels"],
    ["#folder", tree, "a folder"],
  ]) {
    const [first, second] = [[], []];
    await alternate(
      async (counts) => {
        await page.evaluate((selector) => bench.forget(selector), selector);
        await page.setInputFiles(selector, picks);
        const times = await page.evaluate(
          ([selector, target]) => bench.pressTwice(selector, target),
          [selector, target],
        );
        if (!counts) return;
        first.push(times.first);
        second.push(times.second);
      },
      Math.min(repetitions, 3),
    );
    table.add(`pressed again after one source changed, ${from}, beside the first time`, second, first, 0.1);
  }
}
