/** By keyboard alone: every card that changes what ships. The focus is never lost. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { expectFocus, tabTo, use } from "./accessible.ts";
import { PressPage } from "./press-page.ts";
import { expect, test } from "./test.ts";
import { cachedWheel } from "./tools.ts";

const APP = "import six\n\n\ndef handler(event, context):\n    return six.__version__\n";

/** Drops a function with a missing requirement. */
async function dropped(page: Page, scratch: string, url: string, requirements: string): Promise<PressPage> {
  await page.goto(url);
  const press = new PressPage(page);
  const folder = join(scratch, "app");
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "app.py"), APP);
  await writeFile(join(folder, "requirements.txt"), requirements);
  await press.drop(folder);
  return press;
}

test("a requirement is replaced, taken for a layer's and required again", async ({ page, site, scratch }) => {
  const press = await dropped(page, scratch, site.url, "six\nidna\n");
  const findings = page.getByRole("region", { name: /^Findings/ });
  const changed = page.getByRole("region", { name: "Changed requirements" });
  const about = (name: string) => findings.getByRole("listitem").filter({ hasText: `"${name}" is required` });
  await use(page, about("idna").getByRole("button", { name: "It comes with a layer" }));
  await expect(changed).toContainText("idna: comes with a layer");
  await expect(about("idna")).toBeHidden();
  await expectFocus(page);
  await use(page, about("six").getByRole("button", { name: "Leave out six" }));
  await expect(changed).toContainText("six: left out");
  await expect(press.press).toHaveText("Press");
  await expectFocus(page);
  await use(page, changed.getByRole("button", { name: "Undo: require six again" }));
  await expect(about("six")).toBeVisible();
  await expectFocus(page);
  await use(page, changed.getByRole("button", { name: "Undo: look for idna again" }));
  await expect(about("idna")).toBeVisible();
  await expect(changed).toBeHidden();
  await expectFocus(page);
});

test("libraries are left out in the picture and put back, and the settings are saved", async ({
  page,
  site,
  scratch,
}) => {
  const press = await dropped(page, scratch, site.url, "six\nidna\n");
  await press.drop(cachedWheel("six-*"), cachedWheel("idna-*"));
  await expect(press.press).toHaveText("Press");
  await use(page, page.locator("summary").filter({ hasText: "Picture" }));
  const tile = page
    .getByRole("group", { name: /^Sizes in/ })
    .getByRole("button")
    .first();
  await expect(tile).toBeVisible();
  await tabTo(page, tile);
  await page.keyboard.press("Enter");
  await expectFocus(page);
  const back = page.getByRole("navigation", { name: "Where the picture is" }).getByRole("button").first();
  await use(page, back);
  await tabTo(page, tile);
  await page.keyboard.press("Delete");
  const status = page
    .getByRole("region", { name: /^Picture/ })
    .getByRole("status")
    .filter({ hasText: "is left out" });
  await expect(status).toBeVisible();
  await expectFocus(page);
  await use(page, status.getByRole("button", { name: "Undo" }));
  await expect(status).toBeHidden();
  await expectFocus(page);
  const saving = page.waitForEvent("download");
  await use(page, page.getByRole("button", { name: "Save wheelpress.toml" }));
  expect((await saving).suggestedFilename()).toBe("wheelpress.toml");
});

test("a dropped layer is told, and its box is ticked and cleared", async ({ page, site, scratch }) => {
  const press = await dropped(page, scratch, site.url, "six\n");
  await press.drop(cachedWheel("six-*"));
  const box = page.getByRole("checkbox", { name: /^six-.* is in a layer$/ });
  await use(page, box, "Space");
  await expect(box).toBeChecked();
  await expect(box).toBeFocused();
  await use(page, box, "Space");
  await expect(box).not.toBeChecked();
  await use(page, page.getByRole("button", { name: /^Remove six-/ }));
  await expect(press.sources.getByRole("listitem")).toHaveCount(1);
  await expectFocus(page);
});

test("an edit is made and undone", async ({ page, site, scratch }) => {
  const press = await dropped(page, scratch, site.url, "six\n");
  await press.drop(cachedWheel("six-*"));
  await use(page, page.locator("summary").filter({ hasText: "Editor" }));
  const text = page.getByRole("textbox", { name: "Text of app/app.py" });
  await expect(text).toBeVisible();
  await use(page, page.getByRole("button", { name: "New", exact: true }));
  await page.keyboard.type("more.py");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("list", { name: "Files" }).getByTitle(/more\.py$/)).toBeVisible();
  await expectFocus(page);
  // Tab indents the text. After Escape it moves the focus.
  await tabTo(page, page.getByRole("textbox", { name: /^Text of .*more\.py$/ }));
  await page.keyboard.press("Escape");
  await page.keyboard.press("Tab");
  await use(page, page.getByRole("button", { name: /^Undo the changes of .*more\.py/ }));
  await expect(page.getByRole("region", { name: "Changed by you" })).toBeHidden();
  await expectFocus(page);
});
