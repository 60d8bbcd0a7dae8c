/** The text about every finding: on a separate page, and inside the page in the single file. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Page } from "@playwright/test";
import { expectAccessible } from "./accessible.ts";
import { PressPage } from "./press-page.ts";
import { expect, test } from "./test.ts";
import { dist } from "./tools.ts";

async function dropEmptyWheel(page: Page, scratch: string) {
  const wheel = join(scratch, "bad-1.0-py3-none-any.whl");
  await writeFile(wheel, "");
  await new PressPage(page).drop(wheel);
}

for (const colorScheme of ["light", "dark"] as const) {
  test(`a finding leads to its paragraph, ${colorScheme}`, async ({ page, site, scratch }) => {
    await page.emulateMedia({ colorScheme });
    await page.goto(site.url);
    await dropEmptyWheel(page, scratch);
    const opening = page.waitForEvent("popup");
    await page.getByRole("link", { name: "wheel-unreadable" }).click();
    const guide = await opening;
    await guide.emulateMedia({ colorScheme });
    await expect(guide.locator("#wheel-unreadable")).toBeInViewport();
    await expect(guide.locator("#wheel-unreadable")).toContainText("Download it again");
    await expectAccessible(guide, "all findings");
  });
}

test("in the single file it opens inside, by keyboard, and closes to where one was", async ({ page, scratch }) => {
  await page.goto(pathToFileURL(join(dist, "wheelpress.html")).href);
  await dropEmptyWheel(page, scratch);
  const code = page.getByRole("region", { name: /^Findings/ }).getByRole("button", { name: "wheel-unreadable" });
  await code.focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "All findings" });
  await expect(dialog.locator("#wheel-unreadable")).toBeInViewport();
  await expectAccessible(page, "one finding");
  await dialog.getByRole("link", { name: "path-unsafe" }).click();
  await expect(dialog.locator("#path-unsafe")).toBeInViewport();
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(code).toBeFocused();
});

test("the layers' size counts towards the limit", async ({ page, site, scratch }) => {
  await page.goto(site.url);
  const file = join(scratch, "lambda_function.py");
  await writeFile(file, "def lambda_handler(event, context):\n    return 1\n");
  await new PressPage(page).drop(file);
  await page.getByText("Advanced").click();
  const layers = page.getByLabel("Layers' unzipped size");
  await layers.fill("125 MiB");
  const numbers = page.getByRole("region", { name: "What ships" });
  await expect(numbers).toContainText("with layers 125.0 MiB, 50% of 250 MiB");
  await layers.fill("a lot");
  await expect(page.getByText("Not a size")).toBeVisible();
  await expect(numbers).not.toContainText("with layers");
});
