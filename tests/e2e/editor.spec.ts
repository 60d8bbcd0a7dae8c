/**
 * The editor for the user's own files: typing, searching, renaming, undoing and writing back, by mouse and by keyboard.
 */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium, type Page } from "@playwright/test";
import { expectAccessible, tabTo } from "./accessible.ts";
import { invoke } from "./lambda.ts";
import { PressPage } from "./press-page.ts";
import { expect, test } from "./test.ts";
import { chromiumFlags, dist, newestPython, tools } from "./tools.ts";

test.use({ serviceWorkers: "allow" });

const HANDLER = "from tools import answer\n\n\ndef handler(event, context):\n    return answer()\n";
const TOOLS = "def answer():\n    return 1\n";

async function dropped(page: Page, scratch: string, url: string): Promise<PressPage> {
  await page.goto(url);
  const press = new PressPage(page);
  const folder = join(scratch, "project");
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "app.py"), HANDLER);
  await writeFile(join(folder, "tools.py"), TOOLS);
  await press.drop(folder);
  await press.target({ python: newestPython(), handler: "app.handler" });
  await expect(page.getByTestId("entries-count")).toHaveText("2");
  return press;
}

const textbox = (page: Page, path: string) => page.getByRole("textbox", { name: `Text of ${path}` });
const file = (page: Page, path: string) => page.getByRole("list", { name: "Files" }).getByTitle(path, { exact: true });

for (const colorScheme of ["light", "dark"] as const) {
  test(`by mouse, ${colorScheme}`, async ({ page, site, scratch }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const press = await dropped(page, scratch, site.url);
    await page.getByRole("heading", { name: "Editor" }).click();
    await file(page, "project/tools.py").click();
    const text = textbox(page, "project/tools.py");
    await expect(text).toContainText("return 1");
    await expectAccessible(page, "the editor");
    // A syntax error is shown at its line while typing.
    await text.click();
    await page.keyboard.press("Control+End");
    await page.keyboard.type("def (");
    const problems = page.getByRole("list", { name: "Problems of this file" });
    await expect(problems).toContainText("Line 3");
    await expect(text.locator(".cm-lintRange-error")).toHaveCount(1);
    await expect(press.press).toHaveText(/Fix \d+ errors? first/);
    await expect(file(page, "project/tools.py")).toContainText("changed");
    await expectAccessible(page, "with a problem");
    // The same for an import of a missing module.
    await page.keyboard.press("Control+A");
    await page.keyboard.type("import nowhere\n\n\ndef answer():\nreturn 'typed'\n");
    await expect(problems).toContainText('imports "nowhere"');
    await expect(press.press).toHaveText("Fix 1 error first");
    // The problem disappears when it is corrected.
    await page.keyboard.press("Control+Home");
    await page.keyboard.press("Control+Shift+K");
    await expect(problems).toHaveCount(0);
    await expect(press.press).toHaveText("Press");
    const { zip } = await press.pressAndDownload(scratch);
    expect(await invoke(zip, { python: newestPython(), handler: "app.handler", event: {} })).toBe("typed");
    // The dropped file is unchanged.
    expect(await readFile(join(scratch, "project/tools.py"), "utf8")).toBe(TOOLS);
    await page.getByRole("button", { name: "Undo the changes of project/tools.py" }).click();
    await expect(text).toContainText("return 1");
    await expect(file(page, "project/tools.py")).not.toContainText("changed");
  });
}

test("by keyboard: a new file, renamed, deleted, undone, found", async ({ page, site, scratch }) => {
  await dropped(page, scratch, site.url);
  await tabTo(page, page.locator("summary").filter({ hasText: "Editor" }));
  await page.keyboard.press("Enter");
  await expect(file(page, "project/app.py")).toBeVisible();
  await tabTo(page, page.getByRole("button", { name: "New", exact: true }));
  await page.keyboard.press("Enter");
  const path = page.getByLabel("Path of the new file");
  await expect(path).toBeFocused();
  // Escape leaves the field, and the focus is on the button again.
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "New", exact: true })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(path).toBeFocused();
  await page.keyboard.press("End");
  await page.keyboard.type("app.py");
  await page.keyboard.press("Enter");
  await expect(page.getByText('There is "project/app.py" already')).toBeVisible();
  await page.keyboard.press("Control+A");
  await page.keyboard.type("project/more.py");
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("entries-count")).toHaveText("3");
  const text = textbox(page, "project/more.py");
  await tabTo(page, text);
  await page.keyboard.type("one = 1\n");
  // Tab indents. After Escape it moves the focus.
  await page.keyboard.press("Tab");
  await page.keyboard.type("two = 2");
  await expect(text).toContainText("    two = 2");
  await page.keyboard.press("Control+F");
  await page.keyboard.type("two");
  await expect(text.locator(".cm-searchMatch")).toHaveCount(1);
  await expectAccessible(page, "finding");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Tab");
  await expect(text).not.toBeFocused();

  await tabTo(page, page.getByRole("button", { name: "Undo the changes of project/more.py" }));
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("entries-count")).toHaveText("2");
  await file(page, "project/tools.py").press("Enter");
  await page.getByRole("button", { name: "Rename" }).press("Enter");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "Rename" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("Other path of project/tools.py")).toBeFocused();
  await page.keyboard.press("Control+A");
  await page.keyboard.type("project/other.py");
  await page.keyboard.press("Enter");
  await expect(textbox(page, "project/other.py")).toContainText("return 1");
  await expect(page.getByRole("region", { name: /^Findings/ })).toContainText('imports "tools"');
  await page.getByRole("button", { name: "Delete" }).press("Enter");
  await expect(page.getByTestId("entries-count")).toHaveText("1");
  await page.getByRole("button", { name: "Undo the changes of project/tools.py" }).press("Enter");
  await expect(textbox(page, "project/app.py")).toBeVisible();
  await expect(page.getByTestId("entries-count")).toHaveText("2");
});

test("edits are not lost with a removal, a clearing, another drop of the folder or a reload", async ({
  page,
  site,
  scratch,
}) => {
  const press = await dropped(page, scratch, site.url);
  await page.locator("summary").filter({ hasText: "Editor" }).click();
  await file(page, "project/tools.py").click();
  const text = textbox(page, "project/tools.py");
  await text.click();
  await page.keyboard.press("Control+Home");
  await page.keyboard.type("mine = 1\n");
  const changed = file(page, "project/tools.py");
  await expect(changed).toContainText("changed");
  const gone = page.getByText('1 change of yours is gone: "project/tools.py"');
  const losses: [string, () => Promise<void>][] = [
    ["Undo", () => page.getByRole("button", { name: "Clear" }).click()],
    ["Undo", () => page.getByRole("button", { name: "Remove project" }).click()],
    ["Make it again", () => press.drop(join(scratch, "project"))],
  ];
  for (const [label, lose] of losses) {
    await lose();
    await expect(gone).toBeVisible();
    await expectAccessible(page, label);
    await gone.getByRole("button", { name: label }).press("Enter");
    await expect(gone).toHaveCount(0);
    await expect(page.getByTestId("entries-count")).toHaveText("2");
    await expect(page.getByRole("heading", { name: "Sources" })).toBeFocused();
    // The editor of an empty page is gone.
    if (label === "Undo") await page.locator("summary").filter({ hasText: "Editor" }).click();
    await expect(changed).toContainText("changed");
  }
  const [dialog] = await Promise.all([
    page.waitForEvent("dialog"),
    page.evaluate(() => void setTimeout(() => location.reload())),
  ]);
  expect(dialog.type()).toBe("beforeunload");
  await dialog.dismiss();
  await expect(changed).toContainText("changed");
});

test("a file is downloaded, and written back where the browser allows", async ({ page, site, scratch }) => {
  // In a headless browser nobody can choose a file. This file is in the page's own file system.
  await page.addInitScript(() => {
    Object.assign(window, {
      async showSaveFilePicker({ suggestedName }: { suggestedName: string }) {
        const root = await navigator.storage.getDirectory();
        return root.getFileHandle(suggestedName, { create: true });
      },
    });
    // Nor can anybody allow writing to the dropped folder.
    Object.assign(FileSystemHandle.prototype, { requestPermission: async () => "granted" });
  });
  await page.goto(site.url);
  const press = new PressPage(page);
  const path = join(scratch, "single.py");
  await writeFile(path, "def handler(event, context):\r\n    return 1\r\n");
  await press.drop(path);
  await page.getByRole("heading", { name: "Editor" }).click();
  const text = textbox(page, "single.py");
  await expect(text).toContainText("return 1");
  await expect(page.getByRole("button", { name: "Write back" })).toBeDisabled();
  await text.click();
  await page.keyboard.press("Control+End");
  await page.keyboard.type("# end");
  // The line ends are kept.
  const expected = "def handler(event, context):\r\n    return 1\r\n# end";
  const downloading = page.waitForEvent("download");
  await page.getByRole("region", { name: "The file single.py" }).getByRole("button", { name: "Download" }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toBe("single.py");
  expect(await readFile(await download.path(), "utf8")).toBe(expected);
  await page.getByRole("button", { name: "Write back" }).click();
  await expect(page.getByText('"single.py" is saved')).toBeVisible();
  const written = await page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    return (await (await root.getFileHandle("single.py")).getFile()).text();
  });
  expect(written).toBe(expected);
});

test("on a narrow screen nothing scrolls sideways", async ({ page, site, scratch }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await dropped(page, scratch, site.url);
  await page.getByRole("heading", { name: "Editor" }).click();
  await expect(textbox(page, "project/app.py")).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  await expectAccessible(page, "narrow");
});

test("in the extension", async ({ scratch }) => {
  const extension = join(dist, "extension");
  const context = await chromium.launchPersistentContext(join(scratch, "profile"), {
    executablePath: tools.chromium,
    args: [...chromiumFlags, `--disable-extensions-except=${extension}`, `--load-extension=${extension}`],
    ignoreDefaultArgs: ["--disable-extensions"],
  });
  try {
    const background = context.serviceWorkers()[0] ?? (await context.waitForEvent("serviceworker"));
    const page = await context.newPage();
    const press = await dropped(page, scratch, new URL("index.html", background.url()).href);
    await typeError(page, press);
    await page.getByRole("heading", { name: "Picture" }).click();
    await expect(
      page
        .getByRole("group", { name: /^Sizes in Package/ })
        .getByRole("button")
        .first(),
    ).toBeVisible();
  } finally {
    await context.close();
  }
});

test("in the single file", async ({ page, scratch }) => {
  await typeError(page, await dropped(page, scratch, pathToFileURL(join(dist, "wheelpress.html")).href));
});

/** Opens the editor and types an error. */
async function typeError(page: Page, press: PressPage) {
  await page.getByRole("heading", { name: "Editor" }).click();
  await textbox(page, "project/app.py").click();
  await page.keyboard.press("Control+End");
  await page.keyboard.type("(");
  await expect(press.press).toHaveText("Fix 1 error first");
}

test("files inside of an existing package are edited, marked, undone and pressed", async ({ page, site, scratch }) => {
  await page.goto(site.url);
  const press = new PressPage(page);
  const folder = join(scratch, "project");
  await mkdir(join(folder, "inner"), { recursive: true });
  await writeFile(join(folder, "app.py"), HANDLER.replace("from tools", "from inner.tools"));
  await writeFile(join(folder, "inner/__init__.py"), "");
  await writeFile(join(folder, "inner/tools.py"), TOOLS);
  await writeFile(join(folder, "inner/unused.py"), "x = 1\n");
  await press.drop(folder);
  await press.target({ python: newestPython(), handler: "app.handler" });
  const { zip } = await press.pressAndDownload(scratch);
  await page.getByRole("button", { name: "Clear" }).click();
  await press.drop(zip);
  await press.target({ python: newestPython(), handler: "app.handler" });
  await page.getByRole("heading", { name: "Editor" }).click();
  await file(page, "function/inner/tools.py").click();
  const text = textbox(page, "function/inner/tools.py");
  await expect(text).toContainText("return 1");
  await expectAccessible(page, "a file of a zip");
  await text.click();
  await page.keyboard.press("Control+A");
  await page.keyboard.type("def answer():\nreturn 'typed'\n");
  const edits = page.getByRole("region", { name: "Changed by you" });
  await expect(edits).toContainText("function/inner/tools.py changed");
  await file(page, "function/inner/unused.py").click();
  await page.getByRole("button", { name: "Delete" }).click();
  await expect(file(page, "function/inner/unused.py")).toBeHidden();
  await expect(page.getByTestId("entries-count")).toHaveText("3");
  const pressed = await press.pressAndDownload(scratch);
  expect(await invoke(pressed.zip, { python: newestPython(), handler: "app.handler", event: {} })).toBe("typed");
  await edits.getByRole("button", { name: "Undo the changes of function/inner/tools.py" }).click();
  await expect(edits).toBeHidden();
  await file(page, "function/inner/tools.py").click();
  await expect(text).toContainText("return 1");
});

test("a file that is no text is not there to type in", async ({ page, site, scratch }) => {
  await page.goto(site.url);
  const press = new PressPage(page);
  const path = join(scratch, "app.py");
  await writeFile(
    path,
    Buffer.concat([Buffer.from("# coding: latin-1\nx = '"), Buffer.from([0xe9]), Buffer.from("'\n")]),
  );
  await press.drop(path);
  await page.getByRole("heading", { name: "Editor" }).click();
  const view = page.getByRole("region", { name: "The file app.py" });
  await expect(view).toContainText('"app.py" is not UTF-8');
  await view.locator(".editor-code").click();
  await page.keyboard.type("y = 1");
  await expect(page.getByRole("textbox", { name: /^Text of/ })).toHaveCount(0);
  await expect(page.getByRole("list", { name: "Files" }).getByRole("listitem")).toHaveCount(1);
  await expect(press.source("app.py")).toBeVisible();
  await expect(page.getByRole("list", { name: "Changes" })).toHaveCount(0);
});
