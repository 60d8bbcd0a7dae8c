/**
 * Wheels from an index, through the page: they are requested when the button is pressed, and pressed as if they had
 * been dropped.
 */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { readFile, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
import {
  answer,
  card,
  dropped,
  fetch,
  HANDLER,
  othersAsked,
  PROJECT,
  pressFetched,
  project,
  python,
  save,
  sourceOf,
  test,
} from "./fetch-page.ts";
import { invoke } from "./lambda.ts";
import { PressPage } from "./press-page.ts";
import { expect } from "./test.ts";
import { cachedWheel, pythonOf, tools } from "./tools.ts";

const sha256Of = async (path: string) =>
  createHash("sha256")
    .update(await readFile(path))
    .digest("hex");

test("requirements are fetched and run on Lambda, as if they had been dropped, and again without a network", async ({
  page,
  site,
  index,
  scratch,
}) => {
  const asked = othersAsked(page);
  const app = await project(scratch, PROJECT);
  const press = await dropped(page, site, app);
  await expect(card(page)).toBeVisible();
  await card(page).getByLabel("Index", { exact: true }).fill(index.address("json"));
  expect(asked).toEqual([]);
  // By keyboard.
  await card(page).getByLabel("Index", { exact: true }).press("Enter");
  await expect(sourceOf(press, "jinja2-*")).toBeVisible();
  expect(asked.length).toBeGreaterThan(3);
  expect(asked.filter((url) => !url.startsWith(index.origin))).toEqual([]);
  const fetched = await pressFetched(press, scratch);
  expect(await invoke(fetched.zip, { python, handler: "lambda_function.lambda_handler", event: {} })).toBe("42");

  await card(page).getByText("All that was fetched").click();
  const listed = card(page).getByRole("listitem").filter({ hasText: "jinja2-" }).filter({ hasText: ".whl" });
  const sha256 = await sha256Of(cachedWheel("jinja2-*"));
  await expect(listed.filter({ hasText: sha256 })).toHaveCount(1);
  const pylock = await save(page, "Save pylock.toml", scratch);
  expect(await readFile(pylock, "utf8")).toContain(sha256);
  expect(await readFile(await save(page, "Save requirements.txt", scratch), "utf8")).toContain(
    `--hash=sha256:${sha256}`,
  );

  // The saved folder contains the fetched wheels, and can replace fetching.
  const wheels = join(scratch, "unpacked");
  await promisify(execFile)("unzip", ["-q", await save(page, "Save the wheels", scratch), "-d", wheels]);
  expect(await sha256Of(join(wheels, "wheels", basename(cachedWheel("jinja2-*"))))).toBe(sha256);
  await page.goto(site.url);
  const carried = new PressPage(page);
  await carried.drop(app, join(wheels, "wheels"));
  expect((await pressFetched(carried, scratch)).codeSha256).toBe(fetched.codeSha256);

  // The wheels are dropped by hand.
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
    // The requirements ship as a file of the function, but only the lock is used.
    const locked = { ...PROJECT, "pylock.toml": await readFile(pylock, "utf8") };
    await again.drop(lock ? await project(join(scratch, "locked"), locked) : app);
    await fetch(page, index.address("json"));
    await expect(sourceOf(again, "jinja2-*")).toBeVisible();
    expect((await pressFetched(again, scratch)).codeSha256).toBe(fetched.codeSha256);
  }
  await card(page).getByRole("button", { name: "Empty it" }).click();
  await expect(card(page).getByText("The browser keeps")).toBeHidden();
});

const PANDAS =
  "import pandas, requests\n\ndef lambda_handler(event, context):\n    return int(pandas.Series([40, 2]).sum())\n";

/** Returns files that require pandas and requests. uv writes the locks. */
async function stating(file: string, scratch: string, address: string): Promise<Record<string, string>> {
  const requirements = "pandas\nrequests\n";
  if (file === "requirements.txt") return { [file]: requirements };
  const uv = join(dirname(tools.python), "uv");
  const pyproject = `[project]\nname = "app"\nversion = "1"\nrequires-python = "==${python}.*"\ndependencies = ["pandas", "requests"]\n`;
  const folder = await project(scratch, { "pyproject.toml": pyproject, "requirements.in": requirements }, "locking");
  const how = ["--no-config", "--no-cache", "--quiet", "--index-url", address, "--python", pythonOf(python).python];
  const lock =
    file === "uv.lock" ? ["lock"] : ["pip", "compile", "--format", "pylock.toml", "-o", file, "requirements.in"];
  await promisify(execFile)(uv, [...lock, ...how], { cwd: folder });
  const text = await readFile(join(folder, file), "utf8");
  return file === "uv.lock" ? { [file]: text, "pyproject.toml": pyproject } : { [file]: text };
}

/** Presses Tab until an element has the focus. */
async function tabTo(press: PressPage, name: RegExp, role: "button" | "link"): Promise<void> {
  const wanted = press.page.getByRole(role, { name });
  for (let tabs = 0; tabs < 100; tabs++) {
    await press.page.keyboard.press("Tab");
    if ((await wanted.count()) === 1 && (await wanted.evaluate((element) => element === document.activeElement)))
      return;
  }
  throw new Error(`no tab leads to ${name}`);
}

for (const [file, hands] of [
  ["requirements.txt", "keyboard"],
  ["requirements.txt", "mouse"],
  ["uv.lock", "mouse"],
  ["pylock.toml", "keyboard"],
] as const) {
  test(`pandas and requests by ${file}, with the ${hands} alone, and again without a network`, async ({
    page,
    site,
    index,
    scratch,
  }) => {
    const asked = othersAsked(page);
    const files = { "lambda_function.py": PANDAS, ...(await stating(file, scratch, index.address("json"))) };
    const app = await project(scratch, files);
    const hashes: string[] = [];
    for (const isOnline of [true, false]) {
      if (!isOnline) await page.route(`${index.origin}/**`, (route) => route.abort());
      asked.length = 0;
      const press = await dropped(page, site, app);
      await expect(card(page)).toContainText("pandas");
      await card(page).getByLabel("Index", { exact: true }).fill(index.address("json"));
      expect(asked).toEqual([]);
      if (hands === "keyboard") {
        await tabTo(press, /^Fetch$/, "button");
        await page.keyboard.press("Enter");
      } else await card(page).getByRole("button", { name: "Fetch", exact: true }).click();
      await expect(sourceOf(press, "pandas-*")).toBeVisible();
      // Distributions in locks are not looked up.
      if (file !== "requirements.txt") expect(asked.filter((url) => url.includes("/simple/"))).toEqual([]);
      await expect(press.press).toHaveText("Press");
      if (hands === "keyboard") {
        await tabTo(press, /^Press$/, "button");
        await page.keyboard.press("Enter");
        await press.receipt();
        await tabTo(press, /^Download /, "link");
        const downloading = page.waitForEvent("download");
        await page.keyboard.press("Enter");
        await (await downloading).saveAs(join(scratch, "function.zip"));
        hashes.push((await press.receipt()).codeSha256);
      } else hashes.push((await press.pressAndDownload(scratch)).codeSha256);
      const zip = join(scratch, "function.zip");
      expect(Buffer.from(await sha256Of(zip), "hex").toString("base64")).toBe(hashes[0]);
      // The same bytes give the same answer.
      if (isOnline)
        expect(await invoke(zip, { python, handler: "lambda_function.lambda_handler", event: {} })).toBe(42);
      await rm(zip);
    }
    expect(hashes[1]).toBe(hashes[0]);
  });
}

test("what is typed is fetched, and an import's library is a guess to begin with", async ({
  page,
  site,
  index,
  scratch,
}) => {
  const press = await dropped(page, site, await project(scratch, { "lambda_function.py": HANDLER }));
  await expect(card(page).getByLabel("Libraries", { exact: true })).toHaveValue(/jinja2/);
  await card(page).getByLabel("Libraries", { exact: true }).fill("jinja2>=3 idna");
  await fetch(page, index.address("json"));
  await expect(sourceOf(press, "jinja2-*")).toBeVisible();
  await expect(sourceOf(press, "idna-*")).toBeVisible();
  const { zip } = await pressFetched(press, scratch);
  expect(await invoke(zip, { python, handler: "lambda_function.lambda_handler", event: {} })).toBe("42");
});

test("what a layer has is not fetched", async ({ page, site, index, scratch }) => {
  const press = await dropped(page, site, await project(scratch, PROJECT));
  const tag = `cp${python.replace(".", "")}`;
  const wheel = cachedWheel(`markupsafe-*-${tag}-manylinux*x86_64`);
  await press.drop(wheel);
  await page.getByRole("checkbox", { name: `${basename(wheel)} is in a layer` }).check();
  const asked = othersAsked(page);
  await fetch(page, index.address("json"));
  await expect(sourceOf(press, "jinja2-*")).toBeVisible();
  expect(asked.filter((url) => /markupsafe/i.test(url))).toEqual([]);
  await expect(press.press).toHaveText("Press");
});

test("what is younger than so many days is not taken, and the days are remembered", async ({
  page,
  site,
  index,
  scratch,
}) => {
  const app = await project(scratch, PROJECT);
  let press = await dropped(page, site, app);
  await card(page).getByText("Password, age").click();
  await card(page)
    .getByLabel(/^Uploaded at least/)
    .fill("3650");
  await fetch(page, index.address("json"));
  await expect(card(page).getByRole("alert")).toContainText("it was uploaded at 2026-01-01");
  press = await dropped(page, site, app);
  await card(page).getByText("Password, age").click();
  await expect(card(page).getByLabel(/^Uploaded at least/)).toHaveValue("3650");
  await card(page)
    .getByLabel(/^Uploaded at least/)
    .fill("");
  await fetch(page, index.address("json"));
  await expect(sourceOf(press, "jinja2-*")).toBeVisible();
});

test("known faults of what was fetched are told, with what mends them", async ({ page, site, index, scratch }) => {
  const press = await dropped(page, site, await project(scratch, PROJECT));
  await fetch(page, index.address("vulnerable"));
  await expect(sourceOf(press, "jinja2-*")).toBeVisible();
  await expect(card(page).getByRole("alert")).toContainText("has known vulnerabilities, CVE-2026-1: It eats bytes");
  await expect(card(page).getByRole("alert")).toContainText("Require jinja2>=999");
  await card(page).getByRole("button", { name: "Take jinja2 999" }).click();
  await expect(card(page).getByText("Missing: jinja2==999")).toBeVisible();
});

test("an air-gapped copy shows the command alone", async ({ page, site, scratch }) => {
  await page.route(site.url, async (route) => {
    const response = await route.fetch();
    const body = (await response.text()).replace(/<meta name="wheelpress-index"[^>]*>/, "");
    await route.fulfill({ response, body });
  });
  await dropped(page, site, await project(scratch, PROJECT));
  await expect(card(page).getByRole("button", { name: "Copy command" })).toBeVisible();
  await expect(card(page).getByRole("button", { name: "Fetch", exact: true })).toHaveCount(0);
  await expect(card(page).getByRole("textbox")).toHaveCount(0);
});

test("HTML, a password and another host: each way leads to the same wheels", async ({ page, site, index, scratch }) => {
  const app = await project(scratch, PROJECT);
  for (const mode of ["html", "private", "elsewhere"]) {
    const press = await dropped(page, site, app);
    await page.evaluate(() => caches.delete("fetched-wheels"));
    if (mode === "private") {
      await fetch(page, index.address(mode));
      await expect(card(page).getByRole("alert")).toContainText("its status is 401");
      await card(page).getByText("Password, age").click();
      await card(page).getByLabel("User name", { exact: true }).fill("me");
      await card(page).getByLabel("Password or token").fill("secret");
    }
    await fetch(page, index.address(mode));
    if (mode === "elsewhere") await answer(page, /localhost:/, "Allow");
    await expect(sourceOf(press, "jinja2-*"), mode).toBeVisible();
    const stored = await page.evaluate(() => JSON.stringify(localStorage));
    expect(stored).not.toContain("secret");
  }
});
