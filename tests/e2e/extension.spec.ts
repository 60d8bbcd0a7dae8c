/** The extension in both browsers: its permissions, when it asks for more, and what its buttons open. */
import { readdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { type BrowserContext, chromium, type Page, type Worker } from "@playwright/test";
import JSZip from "jszip";
import { Builder, By, until } from "selenium-webdriver";
import { type Driver, Options, ServiceBuilder } from "selenium-webdriver/firefox.js";
import { expectAccessible } from "./accessible.ts";
import { DeployPage, expect, readyForLambda as ready, test } from "./deploy-test.ts";
import { PressPage } from "./press-page.ts";
import { cachedWheel, chromiumFlags, dist, tools } from "./tools.ts";

test.use({ serviceWorkers: "allow" });

interface Extension {
  context: BrowserContext;
  background: Worker;
}

/** How a test triggers the events of the extension. Playwright cannot click in the menus and dialogs of the browser. */
interface Dispatching {
  dispatch(argument: unknown, tab?: unknown): void;
}

declare const chrome: {
  permissions: { getAll(): Promise<{ origins: string[]; permissions: string[] }>; request: unknown };
  action: { onClicked: Dispatching };
  contextMenus: { onClicked: Dispatching };
  i18n: { getMessage(name: string): string };
};

async function launch(scratch: string): Promise<Extension> {
  const extension = join(dist, "extension");
  const context = await chromium.launchPersistentContext(join(scratch, "profile"), {
    executablePath: tools.chromium,
    args: [...chromiumFlags, `--disable-extensions-except=${extension}`, `--load-extension=${extension}`],
    ignoreDefaultArgs: ["--disable-extensions"],
    acceptDownloads: true,
  });
  const background = context.serviceWorkers()[0] ?? (await context.waitForEvent("serviceworker"));
  return { context, background };
}

/** Returns the page that an action of the background script opens. */
async function opened({ context }: Extension, act: () => Promise<void>): Promise<Page> {
  const [page] = await Promise.all([context.waitForEvent("page"), act()]);
  await page.getByRole("heading", { name: "wheelpress", level: 1 }).waitFor();
  return page;
}

test("Chromium: no host may be asked at first, and at the first deploy only the one in use", async ({
  lambda,
  scratch,
}) => {
  const extension = await launch(scratch);
  try {
    const granted = await extension.background.evaluate(() => chrome.permissions.getAll());
    expect(granted.origins).toEqual([]);
    expect(granted.permissions.sort()).toEqual(["activeTab", "contextMenus"]);
    // The text exists in the browser's language.
    expect(await extension.background.evaluate(() => chrome.i18n.getMessage("add"))).not.toBe("");
    const page = await opened(extension, () =>
      extension.background.evaluate(() =>
        chrome.action.onClicked.dispatch({
          url: "https://eu-west-1.console.aws.amazon.com/lambda/home?region=eu-west-1#/functions/third?tab=code",
        }),
      ),
    );
    const asked: string[][] = [];
    await page.exposeFunction("recordAsked", (origins: string[]) => asked.push(origins));
    await page.evaluate(() => {
      const record = (globalThis as unknown as { recordAsked(origins: string[]): void }).recordAsked;
      chrome.permissions.request = async ({ origins }: { origins: string[] }) => {
        record(origins);
        return true;
      };
    });
    const deploy = new DeployPage(page);
    await deploy.pressed(scratch, 0, false);
    // The function and the region of the page in the console.
    await expect(deploy.card).toContainText("to third");
    await deploy.open();
    await ready(deploy, lambda, "");
    await expect(deploy.card.getByLabel("Region")).toHaveValue("eu-west-1");
    await expect(deploy.card.getByLabel("Functions", { exact: true })).toHaveValue("third");
    expect(asked).toEqual([]);
    await deploy.deploy();
    await expect(deploy.rows).toContainText("Deployed: Lambda holds exactly these bytes");
    expect(asked).toEqual([["http://127.0.0.1/*"]]);
    await expectAccessible(page, "deployed");
  } finally {
    await extension.context.close();
  }
});

test("Chromium: a link's wheel is added, and one that may not be fetched is named", async ({ scratch }) => {
  const wheel = cachedWheel("six-*");
  const name = wheel.slice(wheel.lastIndexOf("/") + 1);
  const server = createServer(async ({ url }, response) => {
    // A server that allows all pages, and one that does not.
    if (url?.startsWith("/open/")) response.setHeader("Access-Control-Allow-Origin", "*");
    response.end(await readFile(wheel));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const extension = await launch(scratch);
  const add = (path: string) =>
    opened(extension, () =>
      extension.background.evaluate((linkUrl) => {
        chrome.permissions.request = async () => false;
        chrome.contextMenus.onClicked.dispatch({ menuItemId: "add", linkUrl }, { id: 1 });
      }, `${address}${path}`),
    );
  try {
    const page = await add(`/open/${name}#sha256=0`);
    await expect(new PressPage(page).source(name)).toBeVisible();
    const refused = await add(`/closed/${name}`);
    await expect(refused.getByText(`Could not be read: "${name}"`)).toBeVisible();
    // A click on the toolbar button on any other page.
    const plain = await opened(extension, () =>
      extension.background.evaluate(() => chrome.action.onClicked.dispatch({ url: "https://example.com/" })),
    );
    expect(new URL(plain.url()).hash).toBe("");
    await expect(new PressPage(plain).sources).toHaveCount(0);
  } finally {
    await extension.context.close();
    server.close();
  }
});

test("Firefox: the same manifest's twin is taken, no host may be asked, and a package is pressed", async ({
  scratch,
}) => {
  const folder = join(dist, "extension-firefox");
  const manifest = JSON.parse(await readFile(join(folder, "manifest.json"), "utf8"));
  const twin = JSON.parse(await readFile(join(dist, "extension/manifest.json"), "utf8"));
  const { background, browser_specific_settings: settings, ...common } = manifest;
  const { background: _, minimum_chrome_version: __, ...others } = twin;
  expect(common).toEqual(others);
  expect(common.host_permissions).toBeUndefined();
  expect(background.scripts).toHaveLength(1);
  const zip = new JSZip();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) zip.file(path.slice(folder.length + 1), await readFile(path));
  }
  const packed = join(scratch, "wheelpress.xpi");
  await writeFile(packed, await zip.generateAsync({ type: "nodebuffer" }));
  const uuid = "0f4f3f8e-1b7a-4a4e-9d8e-3c1b7a2e5d60";
  const options = new Options()
    .setBinary(tools.firefox)
    .addArguments("-headless")
    .setPreference("extensions.webextensions.uuids", JSON.stringify({ [settings.gecko.id]: uuid }));
  const firefox = (await new Builder()
    .forBrowser("firefox")
    .setFirefoxOptions(options)
    .setFirefoxService(new ServiceBuilder(tools.geckodriver))
    .build()) as Driver;
  try {
    await firefox.installAddon(packed, true);
    await firefox.get(`moz-extension://${uuid}/index.html#functionName=hello&region=eu-west-1`);
    const origins = await firefox.executeAsyncScript(
      "const done = arguments[0]; browser.permissions.getAll().then(({ origins }) => done(origins));",
    );
    expect(origins).toEqual([]);
    const file = join(scratch, "lambda_function.py");
    await writeFile(file, "def lambda_handler(event, context):\n    return 1\n");
    const input = await firefox.wait(until.elementLocated(By.css("input[type=file]:not([webkitdirectory])")), 10_000);
    await input.sendKeys(file);
    const press = await firefox.wait(
      until.elementLocated(By.xpath("//button[starts-with(normalize-space(), 'Press')]")),
      10_000,
    );
    await press.click();
    await firefox.wait(until.elementLocated(By.css("[data-testid=codesha256]")), 60_000);
    const card = await firefox.findElement(By.css("section.deploy"));
    expect(await card.getText()).toContain("to hello");
  } finally {
    await firefox.quit();
  }
});
