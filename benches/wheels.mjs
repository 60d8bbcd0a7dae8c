import { target } from "./common.mjs";

/**
 * Wheels → a verified, hashed package, compared with JSZip, which makes only a zip of the same wheels: on one page
 * where both have already run, and each on a new page.
 */
export async function wheels({ newPage, page, table, alternate, libraryFiles }) {
  const files = await libraryFiles();
  const pick = async (page) => {
    await page.evaluate(() => bench.forget("#files"));
    await page.setInputFiles("#files", files);
  };
  const sides = {
    jszip: () => bench.jszip(),
    ours: (target) => bench.pressAgain("#files", target),
  };
  const again = { jszip: [], ours: [] };
  const first = { jszip: [], ours: [] };
  await alternate(async (counts) => {
    for (const [side, run] of Object.entries(sides)) {
      await pick(page);
      const { milliseconds } = await page.evaluate(run, target);
      if (counts) again[side].push(milliseconds);
    }
  });
  await alternate(async (counts) => {
    for (const [side, run] of Object.entries(sides)) {
      const page = await newPage();
      await pick(page);
      const { milliseconds } = await page.evaluate(run, target);
      await page.close();
      if (counts) first[side].push(milliseconds);
    }
  });
  table.add("wheels → package, beside JSZip's bare zip", again.ours, again.jszip, 0.6);
  table.add("the same, as the first of a page", first.ours, first.jszip, 0.9);
}
