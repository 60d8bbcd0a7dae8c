/** The text of the button that presses, and pressing automatically. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expectAccessible, tabTo } from "./accessible.ts";
import { PressPage } from "./press-page.ts";
import { expect, test } from "./test.ts";
import { cachedWheel } from "./tools.ts";

const HANDLER = "def handler(event, context):\n    return 1\n";
const BROKEN = "import nowhere_to_be_found\n\n\ndef handler(event, context):\n    return 1\n";

for (const colorScheme of ["light", "dark"] as const) {
  test(`with an error it says so, before and after, ${colorScheme}`, async ({ page, site, scratch }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.goto(site.url);
    const press = new PressPage(page);
    const file = join(scratch, "app.py");
    await writeFile(file, BROKEN);
    await press.drop(file);
    await press.target({ handler: "app.handler" });
    await expect(press.press).toHaveText("Fix 1 error first");
    // By keyboard: to the findings and back.
    await tabTo(page, press.press);
    await page.keyboard.press("Enter");
    const findings = page.getByRole("heading", { name: /^Findings/ });
    await expect(findings).toBeFocused();
    await expect(press.download).toHaveCount(0);
    await tabTo(page, page.getByRole("checkbox", { name: "Press although there are errors" }));
    await page.keyboard.press("Space");
    await expect(press.press).toHaveText("Press with 1 error");
    await tabTo(page, press.press);
    await page.keyboard.press("Enter");
    const receipt = page.getByRole("region", { name: /^Pressed in/ });
    await expect(receipt).toContainText("Pressed with 1 error");
    // The findings stay visible beside the package.
    await expect(findings).toBeVisible();
    await expectAccessible(page, "pressed with an error");
    await receipt.getByRole("button", { name: "Show the findings" }).click();
    await expect(findings).toBeFocused();
  });
}

test("what is pressed before the first plan is there waits for it, with the handler that it finds", async ({
  page,
  site,
  scratch,
}) => {
  await page.goto(site.url);
  const press = new PressPage(page);
  const file = join(scratch, "web.py");
  await writeFile(file, HANDLER);
  // In one step, before the page has planned.
  await page.evaluate(() => {
    new MutationObserver((_, observer) => {
      const button = [...document.querySelectorAll("button")].find(({ textContent }) => textContent === "Press");
      if (!button) return;
      observer.disconnect();
      button.click();
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  await press.drop(file, cachedWheel("six-*"));
  const { size } = await press.receipt();
  expect(size).toBeGreaterThan(0);
  await expect(page.getByLabel("Handler")).toHaveValue("web.handler");
});

test("an error-free plan is pressed by itself, if that is wished, at the next visit too", async ({
  page,
  site,
  context,
  scratch,
}) => {
  await page.goto(site.url);
  const press = new PressPage(page);
  const file = join(scratch, "app.py");
  await writeFile(file, BROKEN);
  await press.drop(file);
  await page.getByRole("checkbox", { name: "Press by itself when there is no error" }).check();
  await expect(press.press).toHaveText("Fix 1 error first");
  await expect(press.download).toHaveCount(0);
  await writeFile(file, HANDLER);
  await press.drop(file);
  await press.receipt();

  const again = await context.newPage();
  await again.goto(site.url);
  const later = new PressPage(again);
  await later.drop(file, cachedWheel("six-*"));
  const { size } = await later.receipt();
  expect(size).toBeGreaterThan(0);
  await expect(again.getByRole("region", { name: /^Pressed in/ })).not.toContainText("with 1 error");
});
