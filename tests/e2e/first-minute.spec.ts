/** A new user's first minute: a project folder is dropped, and a package is made. */
import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { invoke } from "./lambda.ts";
import { PressPage } from "./press-page.ts";
import { expect, test } from "./test.ts";
import { cachedWheel, pythonOf } from "./tools.ts";
import { zip } from "./zip.ts";

const run = promisify(execFile);

const APP = `import jinja2


def handler(event, context):
    return jinja2.Template("Hello {{ name }}").render(name=event["name"])
`;

/** A project with requirements, and with a virtualenv that contains them. */
async function project(scratch: string, python: string): Promise<string> {
  const folder = join(scratch, "shop");
  await mkdir(folder);
  await writeFile(join(folder, "app.py"), APP);
  await writeFile(join(folder, "requirements.txt"), "jinja2\n");
  const venv = join(folder, ".venv");
  await run(pythonOf(python).python, ["-m", "venv", venv]);
  const wheels = [cachedWheel("jinja2-*"), cachedWheel(`markupsafe-*cp${python.replace(".", "")}*x86_64*`)];
  await run(join(venv, "bin/python"), ["-m", "pip", "install", "--no-index", "--no-deps", ...wheels]);
  return folder;
}

/** Presses Tab until an element has the focus. */
async function tabTo(press: PressPage, name: string | RegExp, role: "button" | "link" | "checkbox"): Promise<void> {
  const wanted = press.page.getByRole(role, { name });
  for (let tabs = 0; tabs < 80; tabs++) {
    await press.page.keyboard.press("Tab");
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`no tab leads to "${name}"`);
}

test("a project folder with its virtualenv: two clicks, and the package answers", async ({ page, site, scratch }) => {
  await page.goto(site.url);
  const press = new PressPage(page);
  await press.drop(await project(scratch, "3.11"));
  await expect(press.handler).toHaveValue("app.handler");
  // The target gets the Python of the virtualenv.
  await expect(page.getByLabel("Runtime", { exact: true })).toHaveValue("python3.11");
  await expect(page.getByText('As the virtualenv "shop/.venv" says.')).toBeVisible();
  const { zip } = await press.pressAndDownload(scratch);
  const answer = await invoke(zip, { python: "3.11", handler: "app.handler", event: { name: "you" } });
  expect(answer).toBe("Hello you");
});

test("the same by keyboard", async ({ page, site, scratch }) => {
  await page.goto(site.url);
  const press = new PressPage(page);
  await press.drop(await project(scratch, "3.13"));
  await expect(press.handler).toHaveValue("app.handler");
  await tabTo(press, /^Press$/, "button");
  await page.keyboard.press("Enter");
  await press.receipt();
  await tabTo(press, /^Download /, "link");
  const downloading = page.waitForEvent("download");
  await page.keyboard.press("Enter");
  const file = join(scratch, "function.zip");
  await (await downloading).saveAs(file);
  expect(await invoke(file, { python: "3.13", handler: "app.handler", event: { name: "you" } })).toBe("Hello you");
});

test("a runtime that was chosen by hand stays", async ({ page, site, scratch }) => {
  await page.goto(site.url);
  const press = new PressPage(page);
  await press.target({ python: "3.13" });
  const folder = join(scratch, "shop");
  await mkdir(folder);
  await writeFile(join(folder, ".python-version"), "3.12\n");
  await writeFile(join(folder, "app.py"), "def handler(event, context):\n    return 1\n");
  await press.drop(folder);
  await expect(press.handler).toHaveValue("app.handler");
  await expect(page.getByLabel("Runtime", { exact: true })).toHaveValue("python3.13");
  await page.getByRole("button", { name: "Clear" }).click();
  await page.reload();
  await press.drop(folder);
  await expect(page.getByLabel("Runtime", { exact: true })).toHaveValue("python3.12");
  await expect(page.getByText('As "shop/.python-version" says.')).toBeVisible();
});

test("what is missing is one block with one command to copy", async ({ page, site, scratch, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.goto(site.url);
  const press = new PressPage(page);
  const folder = join(scratch, "shop");
  await mkdir(folder);
  await writeFile(join(folder, "app.py"), APP);
  await writeFile(join(folder, "requirements.txt"), "jinja2\nmarkupsafe>=3\n");
  await press.drop(folder);
  const block = page.getByRole("region", { name: /^Get the libraries/ });
  await expect(block).toContainText("jinja2, markupsafe>=3");
  await block.getByRole("button", { name: "Copy command" }).click();
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  expect(await copied()).toMatch(
    /^python3 -m pip download .*--platform manylinux_2_34_x86_64 .* 'jinja2' 'markupsafe>=3'$/,
  );
  // A finding leads to the card. By keyboard, another tool is chosen.
  await page
    .getByRole("region", { name: /^Findings/ })
    .getByRole("link", { name: "Get the libraries" })
    .first()
    .click();
  await block.getByRole("radio", { name: "pip", exact: true }).focus();
  await page.keyboard.press("ArrowRight");
  await expect(block).toContainText("py -m pip download");
  await page.keyboard.press("ArrowRight");
  await expect(block).toContainText("uv pip install");
  // The files that the command fetches are everything that was missing.
  await press.drop(cachedWheel("jinja2-*"), cachedWheel("markupsafe-*cp313*x86_64*"));
  await expect(block).toBeHidden();
  await expect(page.getByRole("region", { name: /^Findings/ }).getByText("error")).toBeHidden();
});

test("what gets libraries is drawn with the findings, and does not push them down later", async ({
  page,
  site,
  scratch,
}) => {
  await page.addInitScript(() => {
    const look = () => {
      if (!document.getElementById("findings-heading")) return;
      observer.disconnect();
      // The observer is called after the whole page was drawn.
      (window as unknown as { isThere: boolean }).isThere = document.querySelector(".fetch h2") !== null;
    };
    const observer = new MutationObserver(look);
    observer.observe(document, { childList: true, subtree: true });
  });
  await page.goto(site.url);
  await writeFile(join(scratch, "app.py"), APP);
  await new PressPage(page).drop(join(scratch, "app.py"));
  await expect(page.getByRole("region", { name: /^Findings/ })).toBeVisible();
  await expect(page.getByRole("region", { name: /^Get the libraries/ })).toBeVisible();
  expect(await page.evaluate(() => (window as unknown as { isThere: boolean }).isThere)).toBe(true);
});

test("a layer's zip proves the imports, and does not ship", async ({ page, site, scratch }) => {
  await page.goto(site.url);
  const press = new PressPage(page);
  const app = join(scratch, "app.py");
  await writeFile(app, "import shared\n\n\ndef handler(event, context):\n    return shared.answer\n");
  const layer = join(scratch, "shared.zip");
  await writeFile(layer, zip([{ name: "python/shared.py", data: "answer = 42\n" }]));
  await press.drop(app, layer);
  const findings = page.getByRole("region", { name: /^Findings/ });
  await page.getByRole("checkbox", { name: "shared.zip is in a layer" }).check();
  await expect(press.source("shared.zip")).toContainText("layer · ");
  await expect(findings).toContainText("None.");
  const entries = page.getByTestId("entries-count");
  await expect(entries).toHaveText("1");
  const pressed = await press.pressAndDownload(scratch);
  const invocation = { python: "3.13", handler: "app.handler", event: {}, otherLayers: [layer] };
  expect(await invoke(pressed.zip, invocation)).toBe(42);
  // By keyboard, and back again.
  await page.getByRole("checkbox", { name: "shared.zip is in a layer" }).focus();
  await page.keyboard.press("Space");
  await expect(entries).toHaveText("2");
});
