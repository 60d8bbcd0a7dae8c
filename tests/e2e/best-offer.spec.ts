/** How much the best compression saves is shown before it is chosen. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PressPage } from "./press-page.ts";
import { expect, test } from "./test.ts";

test("the best compression tells what it saves, and is then chosen by a click", async ({ page, site, scratch }) => {
  // Sentences with words from a small set, in random order.
  let state = 1;
  const words = Array.from({ length: 700_000 }, () => {
    state = (state * 1103515245 + 12345) % 2 ** 31;
    return `word${(state >> 8) % 5000}${state % 11 ? " " : ".\n"}`;
  });
  await writeFile(join(scratch, "lambda_function.py"), "def lambda_handler(event, context):\n    return 1\n");
  await writeFile(join(scratch, "words.txt"), words.join(""));
  const tab = new PressPage(page);
  await page.goto(site.url);
  await tab.drop(join(scratch, "lambda_function.py"), join(scratch, "words.txt"));
  await tab.press.click();
  const size = () => page.getByTestId("zipped-size").getAttribute("value").then(Number);
  const before = await size();
  await page.getByRole("button", { name: "How small with Best compression?" }).click();
  const told = page.getByText(/^With Best compression: \d\S* MiB instead of \d\S* MiB$/);
  await expect(told).toBeVisible();
  const [, best = ""] = /: (\S+ MiB)/.exec((await told.textContent()) ?? "") ?? [];
  await page.getByRole("button", { name: "Press with Best compression" }).click();
  await expect(told).toBeHidden();
  await expect(page.getByTestId("zipped-size")).toBeVisible();
  expect(await size()).toBeLessThan(before);
  expect(await page.getByTestId("zipped-size").locator("xpath=following-sibling::small").textContent()).toBe(best);
  await expect(page.getByLabel("Compression", { exact: true })).toHaveValue("best");
  await expect(page.getByRole("button", { name: /Best compression/ })).toBeHidden();
});
