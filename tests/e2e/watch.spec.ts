/** Folders that are used by their handles: opened again after a reload, watched, and deployed when they change. */
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { expectAccessible, tabTo, use } from "./accessible.ts";
import { expect, exportLines, readyForLambda as ready, test, uploadsTo as uploads } from "./deploy-test.ts";

/** Makes the picker return a folder "app" in the browser's own file system. A test cannot click in the real picker. */
async function withFolder(page: Page, hasObserver: boolean): Promise<void> {
  await page.addInitScript((hasObserver) => {
    const root = () => navigator.storage.getDirectory();
    Object.assign(globalThis, {
      showDirectoryPicker: async () => (await root()).getDirectoryHandle("app", { create: true }),
      ...(!hasObserver && { FileSystemObserver: undefined }),
    });
  }, hasObserver);
  await page.reload();
}

/** Writes a file of the folder, as an editor does. */
async function save(page: Page, name: string, text: string): Promise<void> {
  await page.evaluate(
    async ([name, text]) => {
      const root = await navigator.storage.getDirectory();
      const folder = await root.getDirectoryHandle("app", { create: true });
      const file = await folder.getFileHandle(name as string, { create: true });
      const writable = await file.createWritable();
      await writable.write(text as string);
      await writable.close();
    },
    [name, text],
  );
}

const handler = (answer: number) => `def lambda_handler(event, context):\n    return ${answer}\n`;

for (const [by, hasObserver] of [
  ["the browser's observer", true],
  ["looking every second", false],
] as const) {
  test(`a saved file is a deployed function, by ${by}`, async ({ deploy, lambda, page }) => {
    await withFolder(page, hasObserver);
    await save(page, "lambda_function.py", handler(1));
    await page.getByText("Choose a folder").click();
    await expect(deploy.press.source("app")).toBeVisible();
    await deploy.press.press.click();
    const first = (await deploy.press.receipt()).codeSha256;
    await deploy.open();
    await ready(deploy, lambda, "third");
    // By keyboard.
    await page.getByLabel("Watch for changes").focus();
    await page.keyboard.press("Space");
    await deploy.card.getByLabel("Deploy on change").focus();
    await page.keyboard.press("Space");
    const before = uploads(lambda);
    await save(page, "lambda_function.py", handler(2));
    await expect(page.getByTestId("codesha256")).not.toHaveText(first);
    await deploy.ended();
    const second = await page.getByTestId("codesha256").innerText();
    await expect(deploy.rows).toContainText("Deployed: Lambda holds exactly these bytes");
    await expect(deploy.rows).toContainText(second);
    expect(uploads(lambda)).toBe(before + 1);
    await expectAccessible(page, "deployed on change");
    // Code that cannot run is not deployed. Its finding is shown, and the next save is deployed again.
    await save(page, "lambda_function.py", "def broken(:\n");
    await expect(page.getByRole("region", { name: /^Findings/ })).toContainText("syntax");
    await save(page, "lambda_function.py", handler(3));
    await expect(page.getByTestId("codesha256")).toBeVisible();
    await deploy.ended();
    await expect(deploy.rows).toContainText(await page.getByTestId("codesha256").innerText());
    expect(uploads(lambda)).toBe(before + 2);
    await page.getByLabel("Watch for changes").uncheck();
    await expect(deploy.card.getByLabel("Deploy on change")).toHaveCount(0);
  });
}

test("a new file and a deleted file are seen, and the folder opens again after a reload", async ({ deploy, page }) => {
  await withFolder(page, true);
  await save(page, "lambda_function.py", handler(1));
  await page.getByText("Choose a folder").click();
  await expect(page.getByTestId("entries-count")).toHaveText("1");
  await page.getByLabel("Watch for changes").check();
  await save(page, "helpers.py", "x = 1\n");
  await expect(page.getByTestId("entries-count")).toHaveText("2");
  await page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    await (await root.getDirectoryHandle("app")).removeEntry("helpers.py");
  });
  await expect(page.getByTestId("entries-count")).toHaveText("1");
  // Nothing is watched after a reload. Changes in the meantime are read when the folder is opened.
  await page.reload();
  await save(page, "more.py", "y = 1\n");
  await page.getByRole("button", { name: "Open app again" }).focus();
  await page.keyboard.press("Enter");
  await expect(deploy.press.source("app")).toBeVisible();
  await expect(page.getByTestId("entries-count")).toHaveText("2");
  await expect(page.getByLabel("Watch for changes")).not.toBeChecked();
  // Only handles are stored: no files and no names of files.
  const kept = await page.evaluate(() => JSON.stringify({ ...localStorage }));
  expect(kept).not.toContain("lambda_handler");
});

test("a folder is chosen, watched and deployed on change by keyboard alone", async ({ deploy, lambda, page }) => {
  await withFolder(page, true);
  await save(page, "lambda_function.py", handler(1));
  await use(page, page.getByLabel("Choose a folder"));
  await expect(deploy.press.source("app")).toBeVisible();
  await use(page, page.getByLabel("Watch for changes"), "Space");
  await expect(deploy.press.press).toHaveText("Press");
  await use(page, deploy.press.press);
  const first = (await deploy.press.receipt()).codeSha256;
  await use(page, deploy.card.locator("summary").first());
  const type = async (label: string, text: string) => {
    await tabTo(page, deploy.card.getByLabel(label, { exact: true }).and(page.locator("input, textarea")).last());
    await page.keyboard.press("Control+A");
    await page.keyboard.insertText(text);
  };
  await type("Credentials", exportLines(lambda.moto.keys));
  await use(page, deploy.card.getByRole("button", { name: "Use credentials" }));
  await expect(deploy.card).toContainText("Signing as");
  await use(page, deploy.card.getByText("Endpoints of your own"));
  await type("Lambda endpoint", lambda.proxy.url);
  await type("Functions", "third");
  await use(page, deploy.card.getByLabel("Deploy on change"), "Space");
  await save(page, "lambda_function.py", handler(4));
  await expect(page.getByTestId("codesha256")).not.toHaveText(first);
  await deploy.ended();
  await expect(deploy.rows).toContainText(await page.getByTestId("codesha256").innerText());
});

test("files with names that a handle leaves out ship, and stay while the folder is watched", async ({
  deploy,
  page,
  scratch,
}) => {
  const folder = join(scratch, "unsafe");
  await mkdir(join(folder, "aux"), { recursive: true });
  const names = ["aux.py", "2024-01-01T10:00:00.json", "model?.bin", "~$x.txt", "link.url", "a.lnk", "r\u202ev.txt"];
  for (const name of ["lambda_function.py", "aux/inner.py", ...names]) await writeFile(join(folder, name), handler(1));
  await deploy.press.drop(folder);
  const count = page.getByTestId("entries-count");
  await expect(count).toHaveText("9");
  await page.getByLabel("Watch for changes").check();
  await writeFile(join(folder, "helpers.py"), "x = 1\n");
  await expect(count).toHaveText("10");
  await rm(join(folder, "a.lnk"));
  await writeFile(join(folder, "helpers.py"), "x = 2\n");
  await expect(count).toHaveText("9");
  await expect(page.getByText("names it holds unsafe")).toHaveCount(0);
});

test("a folder that is opened, not dropped, says what the browser leaves out", async ({ deploy, page }) => {
  await withFolder(page, true);
  await save(page, "lambda_function.py", handler(1));
  await page.getByText("Choose a folder").click();
  await expect(deploy.press.source("app")).toBeVisible();
  await expect(page.getByText('Of "app", the browser leaves out files whose names it holds unsafe')).toBeVisible();
  await page.getByRole("button", { name: "Clear" }).click();
  await expect(page.getByText("names it holds unsafe")).toHaveCount(0);
});

test("a folder that was dropped is watched too", async ({ deploy, page, scratch }) => {
  const folder = join(scratch, "project");
  await mkdir(folder);
  await writeFile(join(folder, "lambda_function.py"), handler(1));
  await deploy.press.drop(folder);
  await page.getByLabel("Watch for changes").check();
  await expect(page.getByTestId("entries-count")).toHaveText("1");
  await writeFile(join(folder, "helpers.py"), "x = 1\n");
  await expect(page.getByTestId("entries-count")).toHaveText("2");
  // Without the folder there is nothing to watch.
  await page.getByRole("button", { name: "Remove project" }).click();
  await expect(page.getByLabel("Watch for changes")).toHaveCount(0);
});

test("a folder that was cleared is watched again once that is undone", async ({ deploy, page, scratch }) => {
  const folder = join(scratch, "project");
  await mkdir(folder);
  await writeFile(join(folder, "lambda_function.py"), handler(1));
  await writeFile(join(folder, "edited.py"), "x = 1\n");
  await deploy.press.drop(folder);
  const watch = page.getByLabel("Watch for changes");
  await watch.check();
  await page.locator("summary").filter({ hasText: "Editor" }).click();
  await page.getByRole("list", { name: "Files" }).getByTitle("project/edited.py", { exact: true }).click();
  await page.getByRole("textbox", { name: "Text of project/edited.py" }).click();
  await page.keyboard.type("mine = 1\n");
  await page.getByRole("button", { name: "Clear" }).click();
  await expect(watch).toHaveCount(0);
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await expect(watch).toBeChecked();
  await expect(page.getByTestId("entries-count")).toHaveText("2");
  await writeFile(join(folder, "helpers.py"), "x = 1\n");
  await expect(page.getByTestId("entries-count")).toHaveText("3");
});
