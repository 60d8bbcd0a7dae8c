/** Long lists: only the visible rows exist, and all rows can be reached by keyboard and by screen readers. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Locator, Page } from "@playwright/test";
import { expectAccessible } from "./accessible.ts";
import { drop } from "./drop.ts";
import { PressPage } from "./press-page.ts";
import { expect, test } from "./test.ts";
import { zip } from "./zip.ts";

const MANY = 600;
/** Far more rows than fit into a window of 720 pixels, and far fewer than the list has. */
const DRAWN = 120;

const HANDLER = "def lambda_handler(event, context):\n    return 1\n";
const number = (n: number) => String(n).padStart(4, "0");

let press: PressPage;
test.beforeEach(async ({ page, site }) => {
  test.setTimeout(120_000);
  await page.goto(site.url);
  press = new PressPage(page);
});

/** A wheel with one module. */
function wheel(name: string, tag: string): Buffer {
  const info = `${name}-1.0.dist-info`;
  return zip([
    { name: `${name}.py`, data: "x = 1\n" },
    { name: `${info}/METADATA`, data: `Metadata-Version: 2.1\nName: ${name}\nVersion: 1.0\n` },
    { name: `${info}/WHEEL`, data: `Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: ${tag}\n` },
    {
      name: `${info}/RECORD`,
      data: `${name}.py,sha256=nia_NpkRxFwkPGhBR7I_yeHc_PJX0pmhxjIBam_NM_Q,6\n${info}/METADATA,,\n${info}/WHEEL,,\n${info}/RECORD,,\n`,
    },
  ]);
}

/** Checks a table in a scrolling region: few rows exist, and the End and Home keys show the last and the first one. */
async function expectTable(page: Page, name: string, first: string, last: string, count: number) {
  const table = page.getByRole("table", { name });
  await expect(table).toHaveAttribute("aria-rowcount", String(count + 1));
  await expect.poll(() => table.getByRole("row").count()).toBeLessThan(DRAWN);
  const region = page.getByRole("region", { name: `${name} table` });
  await region.focus();
  // Content that appears late above the region moves it. The keys scroll the region, not the page.
  const see = () => region.evaluate((element) => element.scrollIntoView({ block: "nearest" }));
  const bottom = table.getByRole("row").filter({ hasText: last });
  // How high rows of several lines are is known when they are drawn: the end may move once.
  await expect(async () => {
    await see();
    await page.keyboard.press("End");
    await expect(bottom).toBeInViewport({ timeout: 500 });
  }).toPass();
  await expect(bottom).toHaveAttribute("aria-rowindex", String(count + 1));
  await expect.poll(() => table.getByRole("row").count()).toBeLessThan(DRAWN);
  const top = table.getByRole("row").filter({ hasText: first });
  await expect(async () => {
    await see();
    await page.keyboard.press("Home");
    await expect(top).toBeInViewport({ timeout: 500 });
  }).toPass();
}

/** Checks a list: few rows exist, also at its end. */
async function expectList(list: Locator, last: string, count: number) {
  const rows = list.getByRole("listitem");
  await expect.poll(() => rows.count()).toBeLessThan(DRAWN);
  const bottom = rows.filter({ hasText: last });
  // How high rows of several lines are is known when they are drawn: the end may move once.
  await expect(async () => {
    await list.evaluate((element) => element.lastElementChild?.scrollIntoView({ block: "end" }));
    await expect(bottom).toBeInViewport({ timeout: 500 });
  }).toPass();
  await expect(bottom).toHaveAttribute("aria-posinset", String(count));
  await expect(bottom).toHaveAttribute("aria-setsize", String(count));
  await expect.poll(() => rows.count()).toBeLessThan(DRAWN);
}

test("distributions, what is left out and findings", async ({ page, scratch }) => {
  const wheels = join(scratch, "wheels");
  await mkdir(wheels);
  await writeFile(join(scratch, "lambda_function.py"), HANDLER);
  for (let n = 0; n < MANY; n++) {
    await writeFile(join(wheels, `fits${number(n)}-1.0-py3-none-any.whl`), wheel(`fits${number(n)}`, "py3-none-any"));
    const other = "cp38-cp38-win_amd64";
    await writeFile(join(wheels, `other${number(n)}-1.0-${other}.whl`), wheel(`other${number(n)}`, other));
  }
  await press.drop(join(scratch, "lambda_function.py"), wheels);
  await expectTable(page, "Distributions", "fits0000", number(MANY - 1), MANY);
  await expectAccessible(page, "a long list", { within: ".distributions" });
  const leftOut = page.getByText("Left out", { exact: false }).first();
  await leftOut.click();
  await expectTable(page, "Left out", "other0000", number(MANY - 1), MANY);
  await expectAccessible(page, "a long list", { within: ".left-out" });
  const findings = page.getByRole("region", { name: /^Findings/ });
  // Many findings of one kind are shown as a few, with their number.
  await expect(findings).toContainText(`and ${MANY - 3} more of this kind`);
  const lists = findings.getByRole("list");
  expect(await lists.count()).toBeGreaterThan(0);
  for (const list of await lists.all()) await expect.poll(() => list.getByRole("listitem").count()).toBeLessThan(DRAWN);
  await expectAccessible(page, "a long list", { within: ".findings" });
});

test("what was dropped, which is removed by keyboard", async ({ page, scratch }) => {
  const files = Array.from({ length: MANY }, (_, n) => join(scratch, `m${number(n)}.py`));
  for (const file of files) await writeFile(file, "x = 1\n");
  await drop(page.getByRole("main"), files);
  await expect(press.source("m0000.py")).toBeVisible();
  await expectList(press.sources, `m${number(MANY - 1)}.py`, MANY);
  await expectAccessible(page, "a long list", { within: ".source-list" });
  // The focus stays at the same position when a row is removed, and when another part of the list is shown.
  const remove = (n: number) => page.getByRole("button", { name: `Remove m${number(n)}.py` });
  await remove(MANY - 2).focus();
  await page.keyboard.press("Enter");
  await expect(remove(MANY - 1)).toBeFocused();
  await press.sources.evaluate((list) => list.scrollTo(0, 0));
  await expect(press.source("m0000.py")).toBeInViewport();
  await expect(remove(MANY - 1)).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(remove(MANY - 3)).toBeFocused();
});

test("how packages differ", async ({ page, scratch }) => {
  const older = join(scratch, "older.zip");
  await writeFile(older, zip(Array.from({ length: MANY }, (_, n) => ({ name: `gone${number(n)}.txt`, data: "x" }))));
  await writeFile(join(scratch, "lambda_function.py"), HANDLER);
  await press.drop(join(scratch, "lambda_function.py"));
  await press.pressAndDownload(scratch);
  const card = page.getByRole("region", { name: "Compare", exact: true });
  await card.getByLabel("Choose a zip or manifest").setInputFiles(older);
  const removed = card.getByRole("list", { name: "Removed" });
  await expect(removed.getByRole("listitem")).toHaveCount(20);
  await card.getByRole("button", { name: `Show all ${MANY}` }).click();
  await expectList(removed, `gone${number(MANY - 1)}.txt`, MANY);
  await expectAccessible(page, "a long list", { within: ".comparison" });
});
