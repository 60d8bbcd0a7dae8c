/** By keyboard: a library that only an import needs is fetched in addition to those in the file of requirements. */
import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { expectAccessible, tabTo } from "./accessible.ts";
import { card, dropped, pressFetched, project, python, save, sourceOf, test } from "./fetch-page.ts";
import { invoke } from "./lambda.ts";
import { expect } from "./test.ts";

const IMPORTING =
  "import click, jinja2\n\ndef lambda_handler(event, context):\n    return jinja2.Template('{{ 6 * 7 }}').render()\n";

test("what only an import asks for comes besides, and the plan and the lock agree", async ({
  page,
  site,
  index,
  scratch,
}) => {
  const app = await project(scratch, { "lambda_function.py": IMPORTING, "requirements.txt": "click\n" });
  const press = await dropped(page, site, app);
  const besides = card(page).getByLabel("Besides what your files require");
  await expect(besides).toHaveValue("jinja2");
  await expectAccessible(page, "a guess besides a file of requirements");
  await tabTo(page, card(page).getByLabel("Index", { exact: true }));
  await page.keyboard.press("Control+A");
  await page.keyboard.type(index.address("json"));
  await tabTo(page, card(page).getByRole("button", { name: "Fetch", exact: true }));
  await page.keyboard.press("Enter");
  for (const wheel of ["click-*", "jinja2-*", "markupsafe-*-cp313-*manylinux*x86_64*"])
    await expect(sourceOf(press, wheel)).toBeVisible();
  const changed = page.getByRole("region", { name: "Changed requirements" });
  await expect(changed).toContainText("jinja2: required");
  await expect(press.press).toHaveText("Press");
  await tabTo(page, press.press);
  await page.keyboard.press("Enter");
  const { codeSha256 } = await press.receipt();
  const pylock = await save(page, "Save pylock.toml", scratch);
  const { zip } = await pressFetched(press, scratch);
  expect(await invoke(zip, { python, handler: "lambda_function.lambda_handler", event: {} })).toBe("42");

  // Without the addition, the import fails as before, but its wheel is there now.
  await tabTo(page, changed.getByRole("button", { name: "Undo: do not require jinja2" }));
  await page.keyboard.press("Enter");
  await expect(press.press).toHaveText("Fix 1 error first");
  await expect(page.getByRole("button", { name: "Pack jinja2 too" })).toBeVisible();

  // The lock gives the same result without additions in the page.
  await copyFile(pylock, join(app, "pylock.toml"));
  const locked = await dropped(page, site, app);
  await card(page).getByLabel("Index", { exact: true }).press("Enter");
  await expect(sourceOf(locked, "jinja2-*")).toBeVisible();
  expect((await pressFetched(locked, scratch)).codeSha256).toBe(codeSha256);
});
