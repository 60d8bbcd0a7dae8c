/** An existing package: its diagnosis, its repair, the changes, and its contents. */
import { copyFile, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Page } from "@playwright/test";
import { expectAccessible } from "./accessible.ts";
import { drop } from "./drop.ts";
import { invoke } from "./lambda.ts";
import { PressPage } from "./press-page.ts";
import { expect, test } from "./test.ts";
import { newestPython } from "./tools.ts";
import { crc32, wheel, type ZipEntry, zip } from "./zip.ts";

const HANDLER = "def lambda_handler(event, context):\n    return 1\n";

let press: PressPage;
test.beforeEach(async ({ page, site }) => {
  await page.goto(site.url);
  press = new PressPage(page);
});

const card = (page: Page) => page.getByRole("region", { name: "Compare", exact: true });
const group = (page: Page, name: string) => card(page).getByRole("list", { name }).getByRole("listitem");

async function repair(page: Page) {
  await page.getByRole("button", { name: "Repair", exact: true }).click();
  return press.receipt();
}

async function repairAndDownload(page: Page, directory: string) {
  await repair(page);
  const downloading = page.waitForEvent("download");
  await press.download.click();
  const path = join(directory, "repaired.zip");
  await (await downloading).saveAs(path);
  return path;
}

async function write(path: string, entries: ZipEntry[]) {
  await writeFile(path, zip(entries));
  return path;
}

test("an existing package is diagnosed and repaired, and the page says what it changed", async ({ page, scratch }) => {
  const file = await write(join(scratch, "function.zip"), [
    { name: "lambda_function.py", data: HANDLER, mode: 0o100600 },
    { name: "data.json", data: "{}" },
  ]);
  await press.drop(file);
  await expect(page.getByRole("heading", { name: /^Diagnosis of function\.zip/ })).toBeVisible();
  await expect(page.getByRole("button", { name: /^Press/ })).toHaveCount(0);
  await repair(page);
  await card(page).getByRole("button", { name: "With the original" }).click();
  await expect(card(page).getByRole("heading", { name: "Not the same as the original" })).toBeVisible();
  await expect(group(page, "Changed")).toHaveText(["lambda_function.py mode 0600 → 0644"]);
  await expect(card(page)).toContainText("1 changed; 1 file the same. The zips also differ in");
});

test("a package zipped one folder too deep is mended", async ({ page, scratch }) => {
  const file = await write(join(scratch, "function.zip"), [
    { name: "function/lambda_function.py", data: HANDLER },
    { name: "function/data.json", data: "{}" },
  ]);
  await press.drop(file);
  const diagnosis = page.getByRole("region", { name: /^Diagnosis/ });
  await expect(diagnosis).toContainText("package-nested-root");
  await page.getByLabel("Remove the folder around everything").check();
  await expect(diagnosis).not.toContainText("package-nested-root");
  await expect(diagnosis).toContainText("root-stripped");
  const repaired = await repairAndDownload(page, scratch);
  const python = newestPython();
  expect(await invoke(repaired, { python, handler: "lambda_function.lambda_handler", event: {} })).toBe(1);
  await card(page).getByRole("button", { name: "With the original" }).click();
  await expect(group(page, "Changed")).toHaveText([
    "data.json moved from function/data.json",
    "lambda_function.py moved from function/lambda_function.py",
  ]);
});

test("with another file beside it, it is no patient", async ({ page, scratch }) => {
  const file = await write(join(scratch, "function.zip"), [{ name: "a.py" }]);
  const newer = join(scratch, "b.py");
  await writeFile(newer, "b = 1\n");
  await press.drop(file, newer);
  await expect(page.getByRole("heading", { name: /^Findings/ })).toBeVisible();
  await expect(press.press).toBeVisible();
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`compares with an older zip by drop, its manifest by choice and its hash, ${colorScheme}`, async ({
    page,
    scratch,
  }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const source = join(scratch, "lambda_function.py");
    await writeFile(source, HANDLER);
    const lib = wheel({ files: [{ name: "demo/__init__.py", data: "a = 1\n" }] });
    const wheelPath = join(scratch, lib.fileName);
    await writeFile(wheelPath, lib.data);
    await press.drop(source, wheelPath);
    const first = await press.pressAndDownload(scratch);
    const older = join(scratch, "older.zip");
    await copyFile(first.zip, older);
    const downloading = page.waitForEvent("download");
    await page.getByRole("button", { name: "Manifest (SBOM)" }).click();
    const download = await downloading;
    expect(download.suggestedFilename()).toBe("function.manifest.json");
    const manifest = join(scratch, "older.json");
    await download.saveAs(manifest);
    await expectListed(manifest, first.codeSha256);

    await card(page).getByRole("textbox", { name: "CodeSha256" }).fill(first.codeSha256);
    await card(page).getByRole("button", { name: "Compare" }).click();
    await expect(card(page).getByRole("status")).toContainText("every byte is the same");

    // The handler is longer, a file is added, and a library is removed.
    await writeFile(source, `${HANDLER}# longer\n`);
    const extra = join(scratch, "extra.py");
    await writeFile(extra, "x = 1\n");
    await page.getByRole("button", { name: `Remove ${basename(wheelPath)}` }).click();
    await press.drop(source, extra);
    await press.press.click();
    const second = await press.receipt();
    expect(second.codeSha256).not.toBe(first.codeSha256);

    const expectChanges = async () => {
      await expect(group(page, "Added")).toHaveText(["extra.py 6 bytes"]);
      await expect(group(page, "Changed")).toHaveText(["lambda_function.py content, 49 bytes → 58 bytes"]);
      await expect(group(page, "Removed").first()).toContainText("demo-1.0.dist-info/");
      await expect(card(page)).toContainText(first.codeSha256);
    };
    await drop(card(page), [older]);
    await expect(card(page)).toContainText('Not the same as "older.zip"');
    await expectChanges();
    await expect(press.source("older.zip")).toHaveCount(0);
    await expectAccessible(page, "compared");
    await card(page).getByLabel("Choose a zip or manifest").setInputFiles(manifest);
    await expect(card(page)).toContainText('Not the same as "older.json"');
    await expectChanges();

    await card(page).getByRole("textbox", { name: "CodeSha256" }).fill(first.codeSha256);
    await page.keyboard.press("Enter");
    await expect(card(page)).toContainText("The hash alone does not tell");
    await card(page).getByRole("textbox", { name: "CodeSha256" }).fill("nonsense");
    await page.keyboard.press("Enter");
    await expect(card(page)).toContainText('"nonsense" is not a CodeSha256');
    await card(page).getByLabel("Choose a zip or manifest").setInputFiles(source);
    await expect(card(page)).toContainText('"lambda_function.py" is not a valid zip');
    await expectAccessible(page, "compared");
  });
}

async function expectListed(manifest: string, codeSha256: string) {
  const bom = JSON.parse(await readFile(manifest, "utf8"));
  const property = (component: { properties: { name: string; value: string }[] }, name: string) =>
    component.properties.find((one) => one.name === name)?.value;
  expect(property(bom.metadata.component, "wheelpress:codeSha256")).toBe(codeSha256);
  expect(property(bom.metadata.component, "wheelpress:runtime")).toBe("python3.13");
  const [library, own] = bom.components;
  expect(library).toMatchObject({ type: "library", purl: "pkg:pypi/demo@1.0", hashes: [{ alg: "SHA-256" }] });
  expect(own).toMatchObject({ type: "file", name: "lambda_function.py" });
  expect(property(own, "wheelpress:crc32")).toBe(crc32(Buffer.from(HANDLER)).toString(16).padStart(8, "0"));
}

test("compares by keyboard alone", async ({ page, scratch }) => {
  const file = join(scratch, "lambda_function.py");
  await writeFile(file, HANDLER);
  await press.drop(file);
  const { codeSha256 } = await press.pressAndDownload(scratch);
  await press.download.focus();
  const focused = () => page.evaluate(() => document.activeElement?.id ?? "");
  for (let presses = 0; presses < 60 && (await focused()) !== "compare-hash"; presses++) {
    await page.keyboard.press("Tab");
  }
  await page.keyboard.type(codeSha256);
  await page.keyboard.press("Enter");
  await expect(card(page).getByRole("status")).toContainText("The same as the CodeSha256");
});
