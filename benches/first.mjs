import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { median, seconds } from "./table.mjs";

/**
 * The time from the navigation to the site, with an empty cache, to the package of a local function and a local wheel.
 * Compared with another build, if one is given.
 */
export async function first({ before, browser, scratch, server, table, alternate, wheelFiles }) {
  const source = join(scratch, "lambda_function.py");
  await writeFile(source, "def lambda_handler(event, context):\n    return 1\n");
  const picks = [source, ...(await wheelFiles((name) => /^pillow-.*-cp313-cp313-manylinux.*x86_64/.test(name)))];
  const press = async (site) => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(new URL(site, server.url).href, { waitUntil: "commit" });
    await page.locator("input[type=file]:not([webkitdirectory])").first().setInputFiles(picks);
    await page.getByRole("button", { name: "Press", exact: true }).click();
    await page.getByRole("link", { name: /^Download / }).waitFor();
    const milliseconds = await page.evaluate(() => performance.now());
    await context.close();
    return milliseconds;
  };
  const [ours, others] = [[], []];
  await alternate(async (counts) => {
    const [our, other] = [await press("site/"), before && (await press("before/"))];
    if (!counts) return;
    ours.push(our);
    others.push(other);
  });
  const figure = "from navigation to the first package";
  if (before) table.add(`${figure}, beside another build`, ours, others, 0.5);
  else table.push({ figure, ours: seconds(median(ours)) });
}
