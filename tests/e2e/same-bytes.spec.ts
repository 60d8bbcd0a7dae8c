/** The same input gives the same bytes: the codeSha256 must not depend on the host or on the number of workers. */
import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { type BrowserContext, chromium, type Page } from "@playwright/test";
import { Builder, By, until, type WebDriver } from "selenium-webdriver";
import { Options, ServiceBuilder } from "selenium-webdriver/firefox.js";
import { type NpmItem, portable, press, pressInPage } from "./npm.ts";
import { PressPage } from "./press-page.ts";
import { rareMethodZip } from "./rare-method-zip.ts";
import { expect, test, watchPage } from "./test.ts";
import { cachedWheel, chromiumFlags, dist, pillow, repository, tools } from "./tools.ts";
import { wheel } from "./zip.ts";

test.use({ serviceWorkers: "allow" });

const python = "3.13";
const target = { kind: "function", runtime: `python${python}`, architecture: "x86_64" } as const;
const source = "def lambda_handler(event, context):\n    return 'pressed'\n";

/**
 * Files of all kinds: a loose file that is deflated, one that is too large to be kept in memory, native and pure
 * wheels, scripts, names beyond ASCII, entries of zips that are neither stored nor deflated, and rare hashes.
 */
const wheels = [pillow(python), ...["six-*", "jmespath-*", "mr_bob-*", "notebook_shim-*", "httpx-*"].map(cachedWheel)];
const rare = [wheel({ name: "one", hash: "blake2b" }), wheel({ name: "two", hash: "sha3_256" })];
const items: NpmItem[] = [
  { path: "lambda_function.py", data: source },
  { path: "large.txt", data: Array.from({ length: 900_000 }, (_, n) => `${n * 7919}\n`).join("") },
  ...rare.map(({ fileName, data }) => ({ path: fileName, data })),
  ...wheels.map((path) => ({ path: basename(path), url: `/wheels/${basename(path)}` })),
  { path: "seldom.zip", data: rareMethodZip() },
];

/**
 * The result that all others are compared with: the package's own interface, in Chromium, with the default number of
 * workers.
 */
let expected: string | undefined;
test.beforeEach(async ({ page, bench }) => {
  await page.goto(bench.url);
  // Only once for all tests of a process.
  if (expected !== undefined) return;
  const answer = await press(page, { items, target });
  expect(answer.rejection).toBeUndefined();
  const { codeSha256 } = answer.package ?? {};
  expect(answer.sha256, "the bytes are those the codeSha256 speaks of").toBe(codeSha256);
  expected = codeSha256;
  expect(expected).toBeDefined();
});

for (const workers of [1, 4]) {
  test(`with ${workers} workers, and the items shuffled`, async ({ page }) => {
    const orders = [items, [...items].reverse(), [...items.slice(3), ...items.slice(0, 3)]];
    for (const order of orders) {
      const answer = await press(page, { items: order, target, workers });
      expect(answer.package?.codeSha256).toBe(expected);
      expect(answer.sha256).toBe(expected);
    }
  });
}

test("other input, another codeSha256", async ({ page }) => {
  const changed = [{ path: "lambda_function.py", data: `${source}\n` }, ...items.slice(1)];
  const answer = await press(page, { items: changed, target });
  expect(answer.package?.codeSha256).not.toBe(expected);
});

test("a folder of many files, with 1 and 4 workers", async ({ page, scratch }) => {
  // Enough files to be split between workers. Some compress well, some do not.
  const folder = join(scratch, "many");
  for (let n = 0; n < 300; n++) {
    const path = join(folder, `d${n % 7}/f${n}.py`);
    await mkdir(join(path, ".."), { recursive: true });
    const lines = Array.from({ length: (n * 37) % 900 }, (_, k) => `x${k} = ${(k * 7919 * (n + 1)) % 100_003}\n`);
    await writeFile(path, lines.join(""));
  }
  await page.locator("input[webkitdirectory]").setInputFiles(folder);
  const found = await page.evaluate(async (target) => {
    const address = "/wheelpress/index.js";
    const { createPackager } = (await import(address)) as typeof import("../../www/packager/index.ts");
    const input = document.querySelector<HTMLInputElement>("input[webkitdirectory]");
    const items = [...(input?.files ?? [])].map((file) => ({ path: file.webkitRelativePath, file }));
    const hashes: string[] = [];
    for (const workers of [1, 4]) {
      const packager = await createPackager({ workers });
      for (const order of [items, [...items].reverse()]) {
        hashes.push((await packager.pack(order, target)).codeSha256);
      }
      packager.close();
    }
    return { hashes, files: items.length };
  }, target);
  expect(found.files).toBe(300);
  expect(new Set(found.hashes)).toEqual(new Set([found.hashes[0]]));
});

async function pressDropped(page: Page, address: string, scratch: string): Promise<string> {
  const complaints = watchPage(page);
  await page.goto(address);
  const pressPage = new PressPage(page);
  await pressPage.drop(...(await ownFiles(scratch)), ...wheels);
  await pressPage.target({ python });
  const { codeSha256 } = await pressPage.pressAndDownload(scratch);
  expect(complaints).toEqual([]);
  return codeSha256;
}

/** Writes the items other than wheels as files. */
async function ownFiles(scratch: string): Promise<string[]> {
  const own = items.flatMap((item) => ("data" in item ? [item] : []));
  await Promise.all(own.map(({ path, data }) => writeFile(join(scratch, path), data)));
  return own.map(({ path }) => join(scratch, path));
}

test("from the site, from what was dropped", async ({ page, site, scratch }) => {
  expect(await pressDropped(page, site.url, scratch)).toBe(expected);
});

test("from the single file on file://", async ({ page, scratch }) => {
  const address = pathToFileURL(join(dist, "wheelpress.html")).href;
  expect(await pressDropped(page, address, scratch)).toBe(expected);
});

test("from the extension", async ({ scratch }) => {
  const extension = join(dist, "extension");
  const context: BrowserContext = await chromium.launchPersistentContext(join(scratch, "profile"), {
    executablePath: tools.chromium,
    args: [...chromiumFlags, `--disable-extensions-except=${extension}`, `--load-extension=${extension}`],
    ignoreDefaultArgs: ["--disable-extensions"],
    acceptDownloads: true,
  });
  try {
    const background = context.serviceWorkers()[0] ?? (await context.waitForEvent("serviceworker"));
    const address = new URL("index.html", background.url()).href;
    expect(address).toMatch(/^chrome-extension:/);
    expect(await pressDropped(await context.newPage(), address, scratch)).toBe(expected);
  } finally {
    await context.close();
  }
});

test.describe("in Firefox", () => {
  let firefox: WebDriver;
  test.beforeEach(async () => {
    const options = new Options().setBinary(tools.firefox).addArguments("-headless");
    firefox = await new Builder()
      .forBrowser("firefox")
      .setFirefoxOptions(options)
      .setFirefoxService(new ServiceBuilder(tools.geckodriver))
      .build();
    await firefox.manage().setTimeouts({ script: 90_000 });
  });
  test.afterEach(() => firefox.quit());

  const pressed = async (url: string, options = {}) => {
    await firefox.get(url);
    const request = { items: items.map(portable), target, options };
    const script = `const done = arguments[1]; (${pressInPage})(arguments[0]).then(done, (error) => done(String(error)));`;
    return firefox.executeAsyncScript(script, request);
  };

  test("through the interface", async ({ bench }) => {
    expect(await pressed(bench.url)).toMatchObject({ package: { codeSha256: expected }, sha256: expected });
  });

  test("with the best compression", async ({ bench, page }) => {
    const options = { compression: "best" } as const;
    const { package: best } = await press(page, { items, target, options });
    expect(best?.codeSha256).not.toBe(expected);
    expect(await pressed(bench.url, options)).toMatchObject({ package: { codeSha256: best?.codeSha256 } });
  });

  test("through the page, from picked files", async ({ site, scratch }) => {
    await firefox.get(site.url);
    const input = await firefox.wait(until.elementLocated(By.css("input[type=file]:not([webkitdirectory])")), 10_000);
    await input.sendKeys([...(await ownFiles(scratch)), ...wheels].join("\n"));
    const button = await firefox.wait(until.elementLocated(By.xpath("//button[normalize-space()='Press']")), 10_000);
    await button.click();
    const shown = await firefox.wait(until.elementLocated(By.css("[data-testid=codesha256]")), 60_000);
    expect(await shown.getText()).toBe(expected);
  });
});

for (const compression of ["default", "fast", "best"] as const) {
  test(`natively, compression ${compression}`, async ({ page, scratch }) => {
    const answer = await press(page, { items, target, options: { compression } });
    if (compression === "default") expect(answer.package?.codeSha256).toBe(expected);
    else expect(answer.package?.codeSha256).not.toBe(expected);
    const args = ["run", "--quiet", "--example", "press", "--", "--runtime", target.runtime];
    const options = ["--architecture", target.architecture, "--compression", compression];
    const inputs = [...(await ownFiles(scratch)), ...wheels];
    test.setTimeout(600_000); // a first build of the crate
    const { stdout } = await promisify(execFile)("cargo", [...args, ...options, ...inputs], { cwd: repository });
    expect(stdout).toContain(answer.package?.codeSha256);
  });
}
