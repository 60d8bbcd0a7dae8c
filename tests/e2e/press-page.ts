/** The page, as a person uses it: everything is found by role or label. */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { expect, type Locator, type Page } from "@playwright/test";
import { drop } from "./drop.ts";

export interface TargetChoice {
  kind?: "Function" | "Layer";
  /** For example "3.13". */
  python?: string;
  architecture?: "x86_64" | "arm64";
  handler?: string;
}

export interface Downloaded {
  /** The path of the zip. */
  zip: string;
  /** The filename that the page suggested. */
  name: string;
  codeSha256: string;
  size: number;
  unzippedSize: number;
}

export class PressPage {
  readonly sources: Locator;
  readonly press: Locator;
  readonly cancel: Locator;
  readonly download: Locator;
  readonly progress: Locator;
  readonly handler: Locator;

  constructor(readonly page: Page) {
    this.sources = page.getByRole("list", { name: "Sources" });
    this.press = page.getByRole("button", {
      name: /^(Press|Press with \d+ (errors?|changes?)|Fix \d+ errors? first)$/,
    });
    this.cancel = page.getByRole("button", { name: "Cancel" });
    this.download = page.getByRole("link", { name: /^Download / });
    this.progress = page.getByRole("progressbar");
    this.handler = page.getByRole("combobox", { name: "Handler", exact: true });
  }

  /** Drops files and folders, and waits until the page lists them all. */
  async drop(...paths: string[]): Promise<void> {
    await drop(this.page.getByRole("main"), paths);
    for (const path of paths) await expect(this.source(basename(path))).toBeVisible();
  }

  source(name: string): Locator {
    return this.sources.getByRole("listitem").filter({ has: this.page.getByTitle(name, { exact: true }) });
  }

  async target({ kind, python, architecture, handler }: TargetChoice): Promise<void> {
    // The radio buttons are invisible under their labels.
    if (kind) await this.page.getByRole("radio", { name: kind }).check({ force: true });
    if (architecture) await this.page.getByRole("radio", { name: architecture }).check({ force: true });
    if (python) await this.page.getByLabel("Runtime", { exact: true }).selectOption(`python${python}`);
    if (!handler) return;
    // The plan may fill in its own handler between the two steps of `fill`: selecting the text and replacing it.
    await expect(async () => {
      await this.handler.fill(handler);
      await expect(this.handler).toHaveValue(handler, { timeout: 500 });
    }).toPass();
  }

  /** Presses, downloads, and compares the file with what the page states about it. */
  async pressAndDownload(directory: string): Promise<Downloaded> {
    // While a second source is read, the plan of the first one may have errors. The button then leads to them.
    await expect(this.press).not.toHaveText(/^Fix /);
    await this.press.click();
    const pressed = await this.receipt();
    const downloading = this.page.waitForEvent("download");
    await this.download.click();
    const download = await downloading;
    const name = download.suggestedFilename();
    const zip = join(directory, name);
    await download.saveAs(zip);
    const bytes = await readFile(zip);
    expect(pressed.codeSha256, "the codeSha256 shown").toBe(createHash("sha256").update(bytes).digest("base64"));
    expect(pressed.size, "the zipped size shown").toBe(bytes.length);
    return { zip, name, ...pressed };
  }

  /** Presses by the button with this name, and downloads every resulting zip. Returns the paths by name. */
  async pressAll(button: string, count: number, directory: string): Promise<Record<string, string>> {
    await this.page.getByRole("button", { name: button, exact: true }).click();
    await expect(this.download).toHaveCount(count, { timeout: 60_000 });
    const zips: Record<string, string> = {};
    for (const link of await this.download.all()) {
      const downloading = this.page.waitForEvent("download");
      await link.click();
      const download = await downloading;
      zips[download.suggestedFilename()] = join(directory, download.suggestedFilename());
      await download.saveAs(join(directory, download.suggestedFilename()));
    }
    return zips;
  }

  /** Returns the rows of a table, each as the texts of its cells. */
  async rows(table: string): Promise<string[][]> {
    const rows = this.page.getByRole("table", { name: table }).getByRole("row");
    const cells = (await rows.all()).slice(1).map((row) => row.getByRole("rowheader").or(row.getByRole("cell")));
    return Promise.all(cells.map((row) => row.allInnerTexts()));
  }

  /** Returns what the page states about the package, once there is one. */
  async receipt(): Promise<{ codeSha256: string; size: number; unzippedSize: number }> {
    const alert = this.page.getByRole("alert").filter({ hasText: /\S/ });
    await expect(this.download.or(alert).first()).toBeVisible({ timeout: 60_000 });
    if (await alert.isVisible())
      throw new Error(`The page refused: ${await alert.innerText()}\n${await this.findings()}`);
    return {
      codeSha256: await this.page.getByTestId("codesha256").innerText(),
      size: Number(await this.page.getByTestId("zipped-size").getAttribute("value")),
      unzippedSize: Number(await this.page.getByTestId("unzipped-size").getAttribute("value")),
    };
  }

  /** The findings shown, each as its text. */
  async findings(): Promise<string[]> {
    const region = this.page.getByRole("region", { name: /^Findings/ });
    await expect(region).toBeVisible();
    return region.getByRole("listitem").allInnerTexts();
  }
}
