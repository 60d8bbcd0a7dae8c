/** Getting libraries from an index, as a person does it in the page. */
import { mkdir, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Locator, Page } from "@playwright/test";
import { type Downloaded, PressPage } from "./press-page.ts";
import { startWheelIndex, type WheelIndex } from "./servers/wheel-index.ts";
import { test as base, expect } from "./test.ts";
import { cachedWheel, newestPython } from "./tools.ts";

/** A test with an index on loopback. Requests to another origin are expected. */
export const test = base.extend<object, { index: WheelIndex }>({
  index: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the parameter's names
    async ({}, use) => {
      const index = await startWheelIndex();
      await use(index);
      await index.stop();
    },
    { scope: "worker" },
  ],
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the parameter's names
  watch: async ({}, use) => use(undefined),
});

export const python = newestPython();

/** A function that needs jinja2 and its requirement. */
export const HANDLER =
  "import markupsafe, jinja2\n\ndef lambda_handler(event, context):\n    return jinja2.Template('{{ 6 * 7 }}').render()\n";
export const PROJECT = { "lambda_function.py": HANDLER, "requirements.txt": "jinja2\n" };

/** A folder with these files. */
export async function project(scratch: string, files: Record<string, string>, name = "app"): Promise<string> {
  const path = join(scratch, name);
  await mkdir(path, { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeFile(join(path, name), text);
  return path;
}

/** The page with a dropped project. */
export async function dropped(page: Page, site: { url: string }, folder: string): Promise<PressPage> {
  await page.goto(site.url);
  const press = new PressPage(page);
  await press.target({ python });
  await press.drop(folder);
  return press;
}

export const card = (page: Page): Locator =>
  page.getByRole("region", { name: /^(Get the libraries|Fetched libraries)/ });

/** Presses "Fetch". */
export async function fetch(page: Page, address: string): Promise<void> {
  await card(page).getByLabel("Index", { exact: true }).fill(address);
  await card(page).getByRole("button", { name: "Fetch", exact: true }).click();
}

/** Answers the question about a host. */
export async function answer(page: Page, host: RegExp, button: "Allow" | "Follow" | "Refuse"): Promise<void> {
  const question = card(page).getByRole("alertdialog").filter({ hasText: host });
  await question.getByRole("button", { name: button }).click();
  await expect(question).toBeHidden();
}

/** Records the URLs of other origins that the page requests. */
export function othersAsked(page: Page): string[] {
  const asked: string[] = [];
  page.context().on("request", (request) => {
    const url = new URL(request.url());
    const isOwn = request.isNavigationRequest() || url.origin === new URL(page.url()).origin;
    if (url.protocol.startsWith("http") && !isOwn) asked.push(url.href);
  });
  return asked;
}

/** Saves the file that a button offers, and returns its path. */
export async function save(page: Page, button: string, directory: string): Promise<string> {
  const downloading = page.waitForEvent("download");
  await card(page).getByRole("button", { name: button }).click();
  const download = await downloading;
  const path = join(directory, download.suggestedFilename());
  await download.saveAs(path);
  return path;
}

/** Presses as soon as the plan with the fetched wheels exists. Before that, the button leads to the errors. */
export async function pressFetched(press: PressPage, directory: string): Promise<Downloaded> {
  await expect(press.press).toHaveText("Press");
  return press.pressAndDownload(directory);
}

/** Returns the source of a fetched wheel. */
export const sourceOf = (press: PressPage, wheel: string): Locator => press.source(basename(cachedWheel(wheel)));
