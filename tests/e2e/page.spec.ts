/** The page itself: accessible, by keyboard, without a network, at any size. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { expectAccessible, tabTo } from "./accessible.ts";
import { invoke } from "./lambda.ts";
import { PressPage } from "./press-page.ts";
import { serve } from "./server.ts";
import { expect, test } from "./test.ts";
import { cachedWheel, dist, newestPython } from "./tools.ts";
import { wheel, type ZipEntry, zip } from "./zip.ts";

test.use({ serviceWorkers: "allow" });

const HANDLER = "def lambda_handler(event, context):\n    return 1\n";

let press: PressPage;
test.beforeEach(async ({ page, site }) => {
  await page.goto(site.url);
  press = new PressPage(page);
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`accessible when empty, planned, with findings and packed, ${colorScheme}`, async ({ page, scratch }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await expectAccessible(page, "empty");
    const file = join(scratch, "lambda_function.py");
    await writeFile(file, HANDLER);
    await press.drop(file, cachedWheel("six-*"));
    await expect(page.getByTestId("entries-count")).not.toHaveText("0");
    await expectAccessible(page, "planned");
    await press.pressAndDownload(scratch);
    await expectAccessible(page, "packed");
    const bad = join(scratch, "bad-1.0-py3-none-any.whl");
    await writeFile(bad, "");
    await press.drop(bad);
    await expect(page.getByRole("region", { name: /^Findings/ })).toContainText("wheel-unreadable");
    await expect(press.press).toHaveText("Fix 1 error first");
    await press.press.click();
    await expect(page.getByRole("heading", { name: /^Findings/ })).toBeFocused();
    await expectAccessible(page, "held back");
    await page.getByRole("button", { name: `Remove ${basename(bad)}` }).click();
    // Only reading the whole wheel shows that its RECORD does not match.
    const damage = (entries: ZipEntry[]) =>
      entries.map((entry) => (entry.name === "demo.py" ? { ...entry, data: "value = 2\n" } : entry));
    const { fileName, data } = wheel({ damage });
    await writeFile(join(scratch, fileName), data);
    await press.drop(join(scratch, fileName));
    await expect(press.press).toHaveText("Press");
    await press.press.click();
    await expect(page.getByRole("alert")).toContainText(/\S/);
    await expectAccessible(page, "refused");
  });
}

test("narrow screens need no sideways scrolling", async ({ page, scratch }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  const file = join(scratch, "lambda_function.py");
  await writeFile(file, HANDLER);
  await press.drop(file, cachedWheel("zope_interface-*"));
  await press.pressAndDownload(scratch);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  // Checkboxes keep their size, even beside labels of several lines.
  const boxes = await page.getByRole("checkbox").evaluateAll((all) => all.map((box) => box.clientWidth));
  expect(boxes.filter((width) => width > 0 && width < 17)).toEqual([]);
});

test("one click on the example gives a package that answers", async ({ page, scratch }) => {
  await page.getByRole("button", { name: "With a library" }).click();
  await press.receipt();
  const handler = await press.handler.inputValue();
  const downloading = page.waitForEvent("download");
  await press.download.click();
  const path = join(scratch, "function.zip");
  await (await downloading).saveAs(path);
  const python = newestPython();
  const answer = await invoke(path, { python, handler, event: {} });
  expect(answer).toBeTruthy();
});

test("by keyboard from the files to the download", async ({ page, scratch }) => {
  const file = join(scratch, "work.py");
  await writeFile(file, "def handler(event, context):\n    return 'typed'\n");
  // The browser reports the file chooser only after this call. If the call came with the key press, it could be too
  // late.
  const choosing = page.waitForEvent("filechooser");
  await tabTo(page, page.getByLabel("Choose files"));
  await page.keyboard.press("Enter");
  await (await choosing).setFiles([file, cachedWheel("six-*")]);
  await expect(press.source("work.py")).toBeVisible();

  const python = newestPython();
  await tabTo(page, page.getByRole("radio", { name: "Function" }));
  await tabTo(page, page.getByLabel("Runtime", { exact: true }));
  // Typing in a select element chooses the first option that begins with the text.
  await page.keyboard.type(`python${python}`);
  await expect(page.getByLabel("Runtime", { exact: true })).toHaveValue(`python${python}`);
  await tabTo(page, press.handler);
  await page.keyboard.press("Control+A");
  await page.keyboard.type("work.handler");
  await tabTo(page, press.press);
  await page.keyboard.press("Enter");
  await press.receipt();
  // The focus must not have moved to the top of the page in the meantime.
  await expect(press.press).toBeFocused();
  await tabTo(page, press.download);
  const downloading = page.waitForEvent("download");
  await page.keyboard.press("Enter");
  const path = join(scratch, "function.zip");
  await (await downloading).saveAs(path);
  expect(await invoke(path, { python, handler: "work.handler", event: {} })).toBe("typed");
});

test("of 20,000 entries only those in sight are drawn", async ({ page, scratch }) => {
  const path = join(scratch, "existing.zip");
  const count = 20_000;
  const name = (n: number) => `package/module_${String(n).padStart(5, "0")}.py`;
  await writeFile(path, zip(Array.from({ length: count }, (_, n) => ({ name: name(n), data: `n = ${n}\n` }))));
  await press.drop(path);
  const region = page.getByRole("region", { name: "Entries table" });
  await expect(page.getByTestId("entries-count")).toHaveText(/^20.?000$/);
  await page.getByRole("radio", { name: "Table" }).check({ force: true });
  // The first paint of the table is done.
  await expect(region.getByText("module_00000.py")).toBeVisible();

  // Counts what is drawn for a step. The time would depend on the machine.
  const rows = await region.evaluate(async (scroller) => {
    const frame = () => new Promise<number>((done) => requestAnimationFrame(done));
    let drawn = 0;
    const observer = new MutationObserver((records) => {
      for (const record of records) for (const node of record.addedNodes) if (node.nodeName === "TR") drawn++;
    });
    observer.observe(scroller, { childList: true, subtree: true });
    const steps: number[] = [];
    for (let step = 0; step <= 60; step++) {
      drawn = 0;
      scroller.scrollTop = (scroller.scrollHeight * step) / 60;
      // One frame for the event, one for drawing.
      await frame();
      await frame();
      steps.push(drawn);
    }
    return steps;
  });
  expect(Math.max(...rows), "rows that are made for a step").toBeLessThan(150);
  await expect(region.getByText("module_19999.py")).toBeVisible();
  expect(await page.locator("tr").count(), "rows in the document").toBeLessThan(300);

  const filter = page.getByRole("searchbox", { name: /Filter/ });
  const started = Date.now();
  await filter.fill("module_0777");
  await expect(region.getByText("module_07770.py")).toBeVisible();
  expect(Date.now() - started, "milliseconds to filter").toBeLessThan(1000);
  await expect(region.getByText("module_19999.py")).toBeHidden();
});

test("once loaded it needs no network", async ({ page, context, scratch }) => {
  // The server is really closed: requests of workers may bypass an emulated offline mode.
  const server = await serve({ "/": join(dist, "site") });
  // The files that are fetched last, when nothing else is needed.
  const names = ["deploy-worker", "indexes-worker", "project-worker", "deploy", "indexes", "project", "codecs"];
  const files = names.map((name) => new RegExp(`/${name}-[0-9a-f]+\\.(js|wasm)$`));
  const fetched = files.map((name) => page.waitForResponse(name));
  await page.goto(server.url);
  for (const response of await Promise.all(fetched)) await response.finished();
  await page.waitForLoadState("networkidle");
  // The service worker is fetched last.
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await server.close();
  await context.setOffline(true);
  const file = join(scratch, "lambda_function.py");
  await writeFile(file, HANDLER);
  await press.drop(file, cachedWheel("six-*"));
  await press.target({ python: "3.12" });
  await press.pressAndDownload(scratch);
  // The deploy card's worker makes the commands.
  const card = page.getByRole("region", { name: "Deploy", exact: true });
  await card.getByText("Deploy", { exact: true }).click();
  await card.getByRole("radio", { name: "By hand" }).check({ force: true });
  await card.getByLabel("Functions", { exact: true }).fill("hello");
  await expect(card.getByRole("region", { name: "Commands", exact: true })).toContainText("aws lambda");
  // Modules that were not used before read settings and repositories.
  await page.getByRole("button", { name: "Clear" }).click();
  const shop = join(scratch, "shop");
  await mkdir(shop);
  await writeFile(join(shop, "lambda_function.py"), HANDLER);
  await writeFile(join(shop, "wheelpress.toml"), 'runtime = "python3.11"\n');
  await press.drop(shop);
  await expect(page.getByLabel("Runtime", { exact: true })).toHaveValue("python3.11");
  await page.getByRole("button", { name: "Clear" }).click();
  const template = "Resources:\n  Shop:\n    Type: AWS::Serverless::Function\n    Properties:\n";
  const stated = "      CodeUri: .\n      Handler: lambda_function.lambda_handler\n      Runtime: python3.13\n";
  await writeFile(join(shop, "template.yaml"), `Transform: AWS::Serverless-2016-10-31\n${template}${stated}`);
  await press.drop(shop);
  await expect(page.getByRole("region", { name: /^Functions of/ })).toContainText("Shop");
});

test("a deep folder with more than a hundred children arrives whole", async ({ page, scratch }) => {
  const folder = join(scratch, "app");
  const deep = join(folder, Array.from({ length: 20 }, (_, n) => `level${n}`).join("/"));
  await mkdir(deep, { recursive: true });
  for (let n = 0; n < 350; n++) await writeFile(join(deep, `m${n}.py`), "");
  await press.drop(folder);
  await expect(page.getByTestId("entries-count")).toHaveText("350");
});

test("a picked folder is the root of the package", async ({ page, scratch }) => {
  const folder = join(scratch, "app");
  await mkdir(join(folder, "lib"), { recursive: true });
  await writeFile(join(folder, "lambda_function.py"), HANDLER);
  await writeFile(join(folder, "lib/helpers.py"), "x = 1\n");
  await page.locator("input[webkitdirectory]").setInputFiles(folder);
  await expect(press.source("app")).toBeVisible();
  const { zip } = await press.pressAndDownload(scratch);
  const names = (await readFile(zip)).toString("latin1").match(/(lambda_function|lib\/helpers)\.py/g);
  // In local headers and the central directory.
  expect(names?.filter((name) => name === "lambda_function.py")).toHaveLength(2);
  expect(names?.filter((name) => name === "lib/helpers.py")).toHaveLength(2);
});

test("the codeSha256 is copied", async ({ page, context, scratch }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const file = join(scratch, "lambda_function.py");
  await writeFile(file, HANDLER);
  await press.drop(file);
  const { codeSha256 } = await press.pressAndDownload(scratch);
  await page.getByRole("button", { name: /^Copy/ }).first().click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(codeSha256);
});

test("a file dropped again replaces the earlier one", async ({ page, scratch }) => {
  const file = join(scratch, "lambda_function.py");
  await writeFile(file, HANDLER);
  await press.drop(file);
  const first = await press.pressAndDownload(scratch);
  await writeFile(file, "def lambda_handler(event, context):\n    return 'second'\n");
  await press.drop(file);
  await expect(press.download, "a receipt of older input is gone").toBeHidden();
  const second = await press.pressAndDownload(scratch);
  expect(second.unzippedSize).not.toBe(first.unzippedSize);
  await expect(page.getByTestId("entries-count")).toHaveText("1");
});
