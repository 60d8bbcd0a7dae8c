/** wheelpress.toml: a project that states how it is pressed. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expectAccessible } from "./accessible.ts";
import { PressPage } from "./press-page.ts";
import { expect, test } from "./test.ts";
import { cachedWheel } from "./tools.ts";

const APP = "import six\n\n\ndef run(event, context):\n    return six.__version__\n";

async function project(scratch: string, settings?: string): Promise<string> {
  const folder = join(scratch, "shop");
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "app.py"), APP);
  if (settings !== undefined) await writeFile(join(folder, "wheelpress.toml"), settings);
  return folder;
}

test("what a dropped project says is chosen, does not ship, and is told where it is wrong", async ({
  page,
  site,
  scratch,
}) => {
  await page.goto(site.url);
  const press = new PressPage(page);
  const settings = 'runtime = "python3.12"\narchitecture = "arm64"\nsplit = true\nfunction = "orders"\n';
  const folder = await project(scratch, settings);
  await press.drop(folder, cachedWheel("six-*"));
  await expect(page.getByLabel("Runtime", { exact: true })).toHaveValue("python3.12");
  await expect(page.getByRole("radio", { name: "arm64" })).toBeChecked();
  const split = page.getByRole("checkbox", { name: "Split into function and layer" });
  await expect(split).toBeChecked();
  await expect(page.getByText('As "shop/wheelpress.toml" says.').first()).toBeVisible();
  await expect(page.getByTestId("entries-count")).not.toHaveText("0");
  await page
    .getByRole("region", { name: /^Contents/ })
    .getByText("Contents")
    .click();
  await expect(page.getByRole("region", { name: /^Contents/ })).not.toContainText("wheelpress.toml");
  await expectAccessible(page, "with settings of the drop");

  // A choice by hand is kept when further files are dropped.
  await press.target({ architecture: "x86_64" });
  await press.drop(cachedWheel("idna-*"));
  await expect(page.getByRole("radio", { name: "x86_64" })).toBeChecked();

  await project(scratch, 'runtme = "python3.12"\nsplit = "yes"\n');
  await press.drop(folder);
  const findings = page.getByRole("region", { name: /^Findings/ });
  await expect(findings).toContainText('"shop/wheelpress.toml" line 2: "split" is "yes", not true or false');
  await expect(findings).toContainText('there is no setting "runtme", but there is "runtime"');
  await expect(split).not.toBeChecked();
  await expect(page.getByRole("button", { name: "Fix 1 error first" })).toBeVisible();

  // Without the file, the settings are those of the last visit.
  await page.getByRole("button", { name: "Remove shop" }).click();
  await expect(findings).not.toContainText("wheelpress.toml");
  await page.reload();
  await expect(page.getByLabel("Runtime", { exact: true })).toHaveValue("python3.13");
});

test("what is chosen is saved, and dropped again makes the same package", async ({ page, site, scratch }) => {
  await page.goto(site.url);
  const press = new PressPage(page);
  const folder = await project(scratch);
  await writeFile(join(folder, "requirements.txt"), "six\n");
  await press.drop(folder);
  // An override leaves out a library that is missing.
  await press.target({ python: "3.12", architecture: "arm64", handler: "app.run" });
  await page.getByRole("button", { name: "Leave out six" }).first().click();
  await expect(page.getByRole("region", { name: "Changed requirements" })).toContainText("six: left out");
  const saving = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save wheelpress.toml" }).click();
  const download = await saving;
  expect(download.suggestedFilename()).toBe("wheelpress.toml");
  const file = join(scratch, "wheelpress.toml");
  await download.saveAs(file);
  const text = await readFile(file, "utf8");
  expect(text.split("\n").slice(1)).toEqual([
    'kind = "function"',
    'runtime = "python3.12"',
    'architecture = "arm64"',
    'handler = "app.run"',
    "overrides = { six = false }",
    "",
  ]);

  await page.getByRole("button", { name: "Clear" }).click();
  await press.target({ python: "3.13", architecture: "x86_64" });
  await press.drop(folder, file);
  await expect(page.getByLabel("Runtime", { exact: true })).toHaveValue("python3.12");
  await expect(page.getByRole("radio", { name: "arm64" })).toBeChecked();
  await expect(press.handler).toHaveValue("app.run");
  await expect(page.getByRole("region", { name: "Changed requirements" })).toContainText("six: left out");

  // When a file is saved again, it keeps its comments and their order.
  const own = `# Ours.\nsplit = true # small\n\n${text}`;
  await writeFile(file, own);
  await press.drop(file);
  await expect(page.getByRole("checkbox", { name: "Split into function and layer" })).toBeChecked();
  await press.target({ architecture: "x86_64" });
  const again = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save wheelpress.toml" }).click();
  await (await again).saveAs(file);
  expect(await readFile(file, "utf8")).toBe(own.replace("arm64", "x86_64"));
});
