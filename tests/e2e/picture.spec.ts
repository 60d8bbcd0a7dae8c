/** The picture of the package: zooming, leaving out and putting back, by mouse and by keyboard. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expectAccessible, tabTo } from "./accessible.ts";
import { PressPage } from "./press-page.ts";
import { expect, test } from "./test.ts";
import { cachedWheel, dist } from "./tools.ts";

const HANDLER = "import requests\n\n\ndef handler(event, context):\n    return 1\n";
const WHEELS = ["requests-*", "urllib3-*", "idna-*", "certifi-*", "charset_normalizer-*cp313*x86_64*"];

async function open(press: PressPage, scratch: string, url: string) {
  await press.page.goto(url);
  const file = join(scratch, "app.py");
  await writeFile(file, HANDLER);
  await press.drop(file, ...WHEELS.map(cachedWheel));
  await press.target({ python: "3.13", handler: "app.handler" });
  await expect(press.page.getByTestId("entries-count")).toHaveText("125");
}

const unzipped = async (press: PressPage) => {
  const text = await press.page.locator(".numbers .wide span").first().getAttribute("title");
  return Number(text?.replace(/\D/g, ""));
};

for (const colorScheme of ["light", "dark"] as const) {
  test(`by mouse, ${colorScheme}`, async ({ page, site, scratch }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const press = new PressPage(page);
    const scripts: string[] = [];
    page.on("request", (request) => scripts.push(request.url()));
    await open(press, scratch, site.url);
    expect(
      scripts.filter((url) => /\/treemap-\w+\.js$/.test(url)),
      "scripts that nobody asked for",
    ).toEqual([]);
    await page.getByRole("heading", { name: "Picture" }).click();
    const tiles = page.getByRole("group", { name: /^Sizes in Package/ });
    await expect(tiles.getByRole("button", { name: /^charset-normalizer, / })).toBeVisible();
    await expectAccessible(page, "the picture");
    // How much removing saves: the distribution itself, and everything that only it needs.
    await tiles.getByRole("button", { name: /^requests, / }).hover();
    const details = page.locator(".block-details");
    await expect(details).toContainText(
      /requests.*from requests-2.*Without it: −229\.0 KiB, and −1\.9 MiB without what only it needs/,
    );
    // Zooms into a distribution, and into one of its folders.
    await tiles.getByRole("button", { name: /^requests, / }).click();
    const inner = page.getByRole("group", { name: /^Sizes in requests/ });
    await inner.getByRole("button", { name: /^requests\/, / }).click();
    const table = page.getByRole("table", { name: "Sizes in requests/" });
    await expect(table.getByRole("rowheader", { name: "models.py" })).toBeVisible();
    await expectAccessible(page, "inside");
    await page
      .getByRole("navigation", { name: "Where the picture is" })
      .getByRole("button", { name: "Package" })
      .click();
    // One click leaves a distribution out: the totals change, and the missing import is reported.
    const before = await unzipped(press);
    await page.getByRole("button", { name: "Leave out certifi" }).first().click();
    await expect(page.getByTestId("entries-count")).toHaveText("112");
    expect(await unzipped(press)).toBeLessThan(before);
    await expect(page.getByRole("region", { name: /^Findings/ })).toContainText("certifi");
    await expect(page.getByRole("table", { name: "Left out" })).toContainText("you left it out");
    await expect(tiles.getByRole("button", { name: /^certifi, / })).toHaveCount(0);
    await page.locator(".picture").getByRole("button", { name: "Undo" }).click();
    await expect(page.getByTestId("entries-count")).toHaveText("125");
    expect(await unzipped(press)).toBe(before);
  });
}

test("by keyboard", async ({ page, site, scratch }) => {
  const press = new PressPage(page);
  await open(press, scratch, site.url);
  const summary = page.locator("summary").filter({ hasText: "Picture" });
  await tabTo(page, summary);
  await page.keyboard.press("Enter");
  const tiles = page.getByRole("group", { name: /^Sizes in Package/ });
  const first = tiles.getByRole("button").first();
  await expect(first).toHaveAccessibleName(/^charset-normalizer, /);
  await tabTo(page, first);
  await page.keyboard.press("ArrowRight");
  await expect(tiles.getByRole("button", { name: /^urllib3, / })).toBeFocused();
  await expect(page.locator(".block-details")).toContainText("urllib3");
  await page.keyboard.press("Enter");
  const inside = page.getByRole("group", { name: /^Sizes in urllib3/ });
  await expect(inside).toBeVisible();
  // The focus stays in the picture.
  await expect(inside.getByRole("button").first()).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(tiles.getByRole("button").first()).toBeFocused();
  await page.keyboard.press("End");
  const last = tiles.getByRole("button").last();
  await expect(last).toBeFocused();
  await page.keyboard.press("Home");
  await page.keyboard.press("Delete");
  await expect(page.getByRole("button", { name: "Put back charset-normalizer" })).toBeVisible();
  await expect(page.getByTestId("entries-count")).toHaveText("102");
});

test("on a narrow screen nothing scrolls sideways", async ({ page, site, scratch }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  const press = new PressPage(page);
  await open(press, scratch, site.url);
  await page.getByRole("heading", { name: "Picture" }).click();
  await expect(page.getByRole("table", { name: "Sizes in Package" })).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  await expectAccessible(page, "narrow");
});

test("in the single file", async ({ page, scratch }) => {
  const press = new PressPage(page);
  await open(press, scratch, pathToFileURL(join(dist, "wheelpress.html")).href);
  await page.getByRole("heading", { name: "Picture" }).click();
  await expect(
    page
      .getByRole("group", { name: /^Sizes in Package/ })
      .getByRole("button")
      .first(),
  ).toBeVisible();
});
