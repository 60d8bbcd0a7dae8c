/** The contents of the package: the tree, its filters, and how a file is shown. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expectAccessible, tabTo } from "./accessible.ts";
import { png } from "./png.ts";
import { PressPage } from "./press-page.ts";
import { expect, test } from "./test.ts";
import { cachedWheel } from "./tools.ts";
import { zip } from "./zip.ts";

const HANDLER = "def handler(event, context):\n    return '<b>one</b>'\n";

let press: PressPage;
test.beforeEach(async ({ page, site, scratch }) => {
  await page.goto(site.url);
  press = new PressPage(page);
  const file = join(scratch, "app.py");
  await writeFile(file, HANDLER);
  await writeFile(join(scratch, "logo.svg"), '<svg xmlns="http://www.w3.org/2000/svg" onload="document.title = 1"/>');
  await writeFile(join(scratch, "dot.png"), png(8, 8));
  await press.drop(file, join(scratch, "logo.svg"), join(scratch, "dot.png"), cachedWheel("six-*"));
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`files are looked at by mouse, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const tree = page.getByRole("tree", { name: "Contents" });
    const preview = page.locator(".preview");
    // A loose file, whose bytes the page already has.
    await tree.getByRole("treeitem", { name: /^app\.py/ }).click();
    await expect(preview).toContainText("return '<b>one</b>'");
    await expectAccessible(page, "a text");
    // Markup is shown as text, and is not executed.
    await tree.getByRole("treeitem", { name: /^logo\.svg/ }).click();
    await expect(preview).toContainText("onload=");
    expect(await page.title()).not.toBe("1");
    await expect(preview.locator("img")).toHaveCount(0);
    // An image, by a blob URL, which the policy allows.
    await tree.getByRole("treeitem", { name: /^dot\.png/ }).click();
    const image = preview.getByRole("img", { name: "dot.png" });
    await expect(image).toBeVisible();
    await expect.poll(() => image.evaluate((one: HTMLImageElement) => one.naturalWidth)).toBeGreaterThan(0);
    await expectAccessible(page, "an image");
    // An entry of a wheel, which the planning worker decompresses, and a generated file.
    await tree.getByRole("treeitem", { name: /^six\.py/ }).click();
    await expect(preview).toContainText("Utilities for writing code that runs on Python 2 and 3");
    await tree.getByRole("treeitem", { name: /^six-.*dist-info/ }).click();
    await tree.getByRole("treeitem", { name: /^RECORD/ }).click();
    await expect(preview).toContainText("six.py,sha256=");
    await preview.getByRole("button", { name: "Close" }).click();
    await expect(preview).toHaveCount(0);
  });
}

test("files are looked at by keyboard", async ({ page }) => {
  const tree = page.getByRole("tree", { name: "Contents" });
  await expect(tree.getByRole("treeitem")).toHaveCount(5);
  await tabTo(page, tree);
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowRight");
  await expect(tree.getByRole("treeitem", { expanded: true })).toContainText("dist-info");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  const preview = page.locator(".preview");
  await expect(preview.getByRole("heading")).toContainText("dist-info/");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowLeft");
  await expect(tree.getByRole("treeitem", { expanded: true })).toHaveCount(0);
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
  await expect(preview).toContainText("Utilities for writing code");
});

test("files are found by text, distribution, finding and change", async ({ page, scratch }) => {
  const tree = page.getByRole("tree", { name: "Contents" });
  const names = () => tree.locator(".line .name").allInnerTexts();
  await expect(tree.getByRole("treeitem")).toHaveCount(5);
  await page.getByRole("searchbox", { name: "Filter" }).fill("metadata");
  await expect.poll(names).toEqual([expect.stringContaining("dist-info"), "METADATA"]);
  await page.getByRole("searchbox", { name: "Filter" }).fill("");
  await page.getByRole("combobox", { name: "Distribution", exact: true }).selectOption("None");
  await expect.poll(names).toEqual(["app.py", "dot.png", "logo.svg"]);
  await page.getByRole("combobox", { name: "Distribution", exact: true }).selectOption("All");

  const broken = join(scratch, "broken.py");
  await writeFile(broken, "def (:\n");
  await press.drop(broken);
  await press.target({ handler: "broken.handler" });
  await page.getByRole("combobox", { name: "Finding", exact: true }).selectOption("syntax-error");
  await expect.poll(names).toEqual(["broken.py"]);
  await page.getByRole("combobox", { name: "Finding", exact: true }).selectOption("All");
  await page.getByRole("button", { name: "Remove broken.py" }).click();
  await press.target({ handler: "app.handler" });

  await press.press.click();
  await press.receipt();
  const older = join(scratch, "older.zip");
  await writeFile(
    older,
    zip([
      { name: "app.py", data: "other\n" },
      { name: "gone.py", data: "gone\n" },
    ]),
  );
  await page.locator(".compare input[type=file]").setInputFiles(older);
  await page.getByRole("combobox", { name: "Change", exact: true }).selectOption("Removed");
  await expect.poll(names).toEqual(["gone.py"]);
  await page.getByRole("combobox", { name: "Change", exact: true }).selectOption("Changed");
  await expect.poll(names).toEqual(["app.py"]);
});

test("a file is left out by a click, and put back", async ({ page }) => {
  const tree = page.getByRole("tree", { name: "Contents" });
  await tree.getByRole("treeitem", { name: /^dot\.png/ }).click();
  const count = page.getByTestId("entries-count");
  const before = Number(await count.innerText());
  await page.getByRole("button", { name: "Leave it out" }).click();
  await expect(count).toHaveText(String(before - 1));
  await expect(tree.getByRole("treeitem", { name: /^dot\.png/ })).toHaveCount(0);
  await expectAccessible(page, "something is left out");
  await page.getByRole("button", { name: "Put back dot.png" }).click();
  await expect(count).toHaveText(String(before));
});

test("on a narrow screen nothing scrolls sideways", async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await page.getByRole("treeitem", { name: /^six\.py/ }).click();
  await expect(page.locator(".preview")).toContainText("Utilities for writing code");
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  await expectAccessible(page, "narrow");
});
