/** Wheels from an index, through the page: asked for when the button is pressed, and pressed as if they had been dropped. */
import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Page } from "@playwright/test";
import { invoke } from "./lambda.ts";
import { type Downloaded, PressPage } from "./press-page.ts";
import { startWheelIndex, type WheelIndex } from "./servers/wheel-index.ts";
import { test as base, expect } from "./test.ts";
import { cachedWheel, newestPython } from "./tools.ts";

const test = base.extend<object, { index: WheelIndex }>({
  index: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the parameter's names
    async ({}, use) => {
      const index = await startWheelIndex();
      await use(index);
      await index.stop();
    },
    { scope: "worker" },
  ],
  // Requests to another origin are what these tests are about.
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the parameter's names
  watch: async ({}, use) => use(undefined),
});

const python = newestPython();
const HANDLER =
  "import markupsafe, jinja2\n\ndef lambda_handler(event, context):\n    return jinja2.Template('{{ 6 * 7 }}').render()\n";

/** What the page asked of other origins. */
function othersAsked(page: Page): string[] {
  const asked: string[] = [];
  page.context().on("request", (request) => {
    const url = new URL(request.url());
    const isOwn = request.isNavigationRequest() || url.origin === new URL(page.url()).origin;
    if (url.protocol.startsWith("http") && !isOwn) asked.push(url.href);
  });
  return asked;
}

async function project(scratch: string, files: Record<string, string>): Promise<string> {
  const path = join(scratch, "app");
  await mkdir(path, { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeFile(join(path, name), text);
  return path;
}

const card = (page: Page) => page.getByRole("region", { name: "Fetch the libraries" });

async function fetch(page: Page, address: string): Promise<void> {
  await card(page).getByLabel("Index").fill(address);
  await card(page).getByRole("button", { name: "Fetch", exact: true }).click();
}

async function save(page: Page, button: string, directory: string): Promise<string> {
  const downloading = page.waitForEvent("download");
  await card(page).getByRole("button", { name: button }).click();
  const download = await downloading;
  const path = join(directory, download.suggestedFilename());
  await download.saveAs(path);
  return path;
}

/** Presses once the plan with what was fetched is there: before, the button leads to the errors. */
async function pressFetched(press: PressPage, directory: string): Promise<Downloaded> {
  await expect(press.press).toHaveText("Press");
  return press.pressAndDownload(directory);
}

const sourceOf = (press: PressPage, wheel: string) => press.source(basename(cachedWheel(wheel)));

test("requirements are fetched and run on Lambda, as if they had been dropped, and again without a network", async ({
  page,
  site,
  index,
  scratch,
}) => {
  const asked = othersAsked(page);
  await page.goto(site.url);
  const press = new PressPage(page);
  await press.target({ python });
  const app = await project(scratch, { "lambda_function.py": HANDLER, "requirements.txt": "jinja2\n" });
  await press.drop(app);
  await expect(card(page)).toBeVisible();
  await card(page).getByLabel("Index").fill(index.address("json"));
  expect(asked).toEqual([]);
  // By keyboard.
  await card(page).getByLabel("Index").press("Enter");
  await expect(sourceOf(press, "jinja2-*")).toBeVisible();
  expect(asked.length).toBeGreaterThan(3);
  expect(asked.filter((url) => !url.startsWith(index.origin))).toEqual([]);
  const fetched = await pressFetched(press, scratch);
  expect(await invoke(fetched.zip, { python, handler: "lambda_function.lambda_handler", event: {} })).toBe("42");

  await card(page).getByText("All that was fetched").click();
  const listed = card(page).getByRole("listitem").filter({ hasText: "jinja2-" }).filter({ hasText: ".whl" });
  const sha256 = createHash("sha256")
    .update(await readFile(cachedWheel("jinja2-*")))
    .digest("hex");
  await expect(listed.filter({ hasText: sha256 })).toHaveCount(1);
  const pylock = await save(page, "Save pylock.toml", scratch);
  expect(await readFile(pylock, "utf8")).toContain(sha256);
  expect(await readFile(await save(page, "Save requirements.txt", scratch), "utf8")).toContain(
    `--hash=sha256:${sha256}`,
  );
  expect(basename(await save(page, "Save the wheels", scratch))).toBe("wheels.zip");

  // Dropped by hand.
  await page.goto(site.url);
  const byHand = new PressPage(page);
  const tag = `cp${python.replace(".", "")}`;
  await byHand.drop(app, cachedWheel("jinja2-*"), cachedWheel(`markupsafe-*-${tag}-manylinux*x86_64`));
  expect((await pressFetched(byHand, scratch)).codeSha256).toBe(fetched.codeSha256);

  // Without a network, from the requirements and from the lock.
  await page.route(`${index.origin}/**`, (route) => route.abort());
  for (const lock of [null, pylock]) {
    await page.goto(site.url);
    const again = new PressPage(page);
    // The requirements ship as a file of the function, the lock counts.
    const files = { "lambda_function.py": HANDLER, "requirements.txt": "jinja2\n" };
    const locked = { ...files, "pylock.toml": await readFile(pylock, "utf8") };
    await again.drop(lock ? await project(join(scratch, "locked"), locked) : app);
    await fetch(page, index.address("json"));
    await expect(sourceOf(again, "jinja2-*")).toBeVisible();
    expect((await pressFetched(again, scratch)).codeSha256).toBe(fetched.codeSha256);
  }
  await card(page).getByRole("button", { name: "Empty it" }).click();
  await expect(card(page).getByText("The browser keeps")).toBeHidden();
});

test("HTML, a password and another host: each way leads to the same wheels", async ({ page, site, index, scratch }) => {
  const app = await project(scratch, { "lambda_function.py": HANDLER, "requirements.txt": "jinja2\n" });
  for (const mode of ["html", "private", "elsewhere"]) {
    await page.goto(site.url);
    const press = new PressPage(page);
    await press.target({ python });
    await press.drop(app);
    await page.evaluate(() => caches.delete("fetched-wheels"));
    if (mode === "private") {
      await fetch(page, index.address(mode));
      await expect(card(page).getByRole("alert")).toContainText("its status is 401");
      await card(page).getByText("User name and password").click();
      await card(page).getByLabel("User name", { exact: true }).fill("me");
      await card(page).getByLabel("Password or token").fill("secret");
    }
    await fetch(page, index.address(mode));
    if (mode === "elsewhere") {
      const question = card(page).getByRole("alertdialog");
      await expect(question).toContainText("localhost:");
      await question.getByRole("button", { name: "Allow" }).click();
    }
    await expect(sourceOf(press, "jinja2-*"), mode).toBeVisible();
    const stored = await page.evaluate(() => JSON.stringify(localStorage));
    expect(stored).not.toContain("secret");
  }
});

/** How an index is broken, and what the page says. */
const BROKEN: [fault: string, words: string][] = [
  ["broken/status-404", "no index that was asked has jinja2"],
  ["broken/status-500", "its status is 500"],
  ["broken/text", "neither JSON nor HTML of an index"],
  ["broken/huge", "it is longer than 33554432 bytes"],
  ["broken/many", "it is longer than 33554432 bytes"],
  ["broken/hash", "is refused"],
  ["broken/size", "it ended after"],
  ["silent", "cannot be asked"],
];

for (const [fault, words] of BROKEN) {
  test(`an index that is ${fault} is told of, and another one works then`, async ({ page, site, index, scratch }) => {
    await page.goto(site.url);
    const press = new PressPage(page);
    await press.target({ python });
    await press.drop(await project(scratch, { "lambda_function.py": HANDLER, "requirements.txt": "jinja2\n" }));
    await fetch(page, index.address(fault));
    await expect(card(page).getByRole("alert")).toContainText(words);
    await expect(sourceOf(press, "jinja2-*")).toBeHidden();
    await fetch(page, index.address("json"));
    await expect(sourceOf(press, "jinja2-*")).toBeVisible();
    await pressFetched(press, scratch);
  });
}

for (const fault of ["broken/passing-429", "broken/passing-503", "broken/cut"]) {
  test(`an index that is ${fault} needs patience alone`, async ({ page, site, index, scratch }) => {
    await page.goto(site.url);
    const press = new PressPage(page);
    await press.target({ python });
    await press.drop(await project(scratch, { "lambda_function.py": HANDLER, "requirements.txt": "jinja2\n" }));
    await fetch(page, index.address(fault));
    await expect(sourceOf(press, "jinja2-*")).toBeVisible();
  });
}
