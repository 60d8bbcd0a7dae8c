/** The page in German: selected by the browser and by hand, with its findings. */
import { writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Page } from "@playwright/test";
import { expectAccessible, tabTo } from "./accessible.ts";
import { drop } from "./drop.ts";
import { PressPage } from "./press-page.ts";
import { expect, test } from "./test.ts";
import { wheel } from "./zip.ts";

/** Short English words that do not exist in German. */
const ENGLISH = /\b(?:the|is|of|and|it|not|has|for|by|with|which|that|are|from|its|but|your|you|this|to)\b/i;

/** Returns the English texts that the page shows or tells screen readers, except for quoted names and code. */
async function leftInEnglish(page: Page): Promise<string[]> {
  const texts = await page.evaluate(() => {
    const found: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node instanceof Element ? node : node.parentElement;
      if (!element || element.closest("code, pre, script, style, noscript, .path, bdi, option, datalist, .cm-editor"))
        continue;
      if (node instanceof Element) {
        for (const name of ["aria-label", "title", "placeholder"]) found.push(node.getAttribute(name) ?? "");
      } else found.push(node.textContent ?? "");
    }
    return found;
  });
  return texts.filter((text) => ENGLISH.test(text.replace(/"[^"]*"/g, "")));
}

/** Drops a function with errors of several kinds, and wheels that do not fit. */
async function dropFaults(page: Page, scratch: string): Promise<void> {
  const files: Record<string, string | Uint8Array> = {
    "lambda_function.py":
      "import requests\nimport tomlib\n\ndef handler(event, context):\n    return requests.get(event)\n",
    "demo-1.0-cp313-cp313-macosx_11_0_arm64.whl": wheel().data,
    "bad-1.0-py3-none-any.whl": "",
  };
  await dropAll(page, scratch, files);
}

async function dropAll(page: Page, scratch: string, files: Record<string, string | Uint8Array>): Promise<void> {
  const paths = Object.keys(files).map((name) => join(scratch, name));
  for (const path of paths) await writeFile(path, files[basename(path)] ?? "");
  await drop(page.getByRole("main"), paths);
}

test.describe("a browser in German", () => {
  test.use({ locale: "de-AT" });

  test("has the page and its findings in German", async ({ page, site, scratch }) => {
    await page.goto(site.url);
    await expect(page.getByRole("heading", { name: "Funktion und Bibliotheken ablegen" })).toBeVisible();
    await expect(page.locator("html")).toHaveAttribute("lang", "de");
    expect(await leftInEnglish(page)).toEqual([]);
    await expectAccessible(page, "empty");
    await dropFaults(page, scratch);
    const findings = page.getByRole("region", { name: /^Befunde/ });
    await expect(findings).toContainText(
      "passt nicht zum Ziel: es ist für macOS gebaut, und Lambda läuft auf Linux mit glibc",
    );
    await expect(findings).toContainText(
      '"lambda_function.py" Zeile 2 importiert "tomlib", das weder das Paket noch Python',
    );
    await dropAll(page, scratch, { "requirements.txt": "numpy\n" });
    await expect(findings).toContainText(
      '"numpy" wird verlangt von "requirements.txt" Zeile 1, aber kein Wheel von numpy',
    );
    await expect(findings.getByRole("heading", { name: /^\d+ Fehler$/ })).toBeVisible();
    await expect(page.getByRole("button", { name: /^Erst \d+ Fehler beheben$/ })).toBeVisible();
    expect(await leftInEnglish(page)).toEqual([]);
    await expectAccessible(page, "with findings");
    await page.setViewportSize({ width: 320, height: 640 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  });

  test("presses, and writes numbers as German does", async ({ page, site }) => {
    await page.goto(site.url);
    await page.getByRole("button", { name: "Mit einer Bibliothek" }).click();
    await expect(page.getByRole("heading", { name: /^Gepackt in \d+(?:,\d)? m?s$/ })).toBeVisible();
    await expect(page.getByTestId("unzipped-size")).toHaveText(/^\d{1,3}(?:\.\d{3})* Bytes$/);
    await page.getByText("Bereitstellen", { exact: true }).click();
    for (const method of ["URL oder Ticket", "Von Hand", "Anmeldeinformationen"]) {
      await page.getByRole("radio", { name: method }).check();
      expect(await leftInEnglish(page)).toEqual([]);
    }
    for (const part of ["Editor", "Bild"]) await page.getByRole("heading", { name: part, exact: true }).click();
    await expect(page.getByRole("button", { name: "Umbenennen" })).toBeVisible();
    expect(await leftInEnglish(page)).toEqual([]);
    await expectAccessible(page, "all open");
  });
});

test("the language is chosen by keyboard, kept, and changed back, without losing what was dropped", async ({
  page,
  site,
  scratch,
}) => {
  await page.goto(site.url);
  const press = new PressPage(page);
  await dropFaults(page, scratch);
  await expect(page.getByRole("heading", { name: /^Findings/ })).toBeVisible();
  const english = await press.findings();
  await tabTo(page, page.getByRole("radio", { name: "English" }));
  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("heading", { name: /^Befunde/ })).toBeVisible();
  await expect(page.getByRole("radio", { name: "Deutsch" })).toBeFocused();
  await expect(page).toHaveTitle(/Bereitstellungspakete/);
  await expect(page.getByRole("list", { name: "Quellen" })).not.toContainText(/\bentr(?:y|ies)\b/);
  await page.keyboard.press("ArrowLeft");
  await expect(page.getByRole("heading", { name: /^Findings/ })).toBeVisible();
  expect(await press.findings()).toEqual(english);
  await page.getByRole("radio", { name: "Deutsch" }).check();
  await expect(page.getByRole("heading", { name: /^Befunde/ })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("heading", { name: "Funktion und Bibliotheken ablegen" })).toBeVisible();
});

test("a browser in English fetches no other language", async ({ page, site }) => {
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.goto(site.url);
  await expect(page.getByRole("radio", { name: "English" })).toBeChecked();
  expect(asked.filter((url) => /german/.test(url))).toEqual([]);
});
