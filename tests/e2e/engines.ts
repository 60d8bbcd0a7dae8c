/**
 * Browsers that Playwright does not drive here, used by WebDriver: Firefox, and WebKitGTK, whose engine is that of
 * Safari.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { readdir, readFile, stat } from "node:fs/promises";
import { createServer } from "node:net";
import { basename, join } from "node:path";
import { Builder, By, Capabilities, until, type WebDriver, type WebElement } from "selenium-webdriver";
import { Options, ServiceBuilder } from "selenium-webdriver/firefox.js";
import { expect } from "./test.ts";
import { tools } from "./tools.ts";

export type EngineName = "Firefox" | "WebKitGTK";

/** The maximum time that a test waits, in milliseconds. */
const PATIENCE = 20_000;

/** A browser with the page open. */
export class Engine {
  private constructor(
    readonly driver: WebDriver,
    private readonly server: ChildProcess | null,
  ) {}

  static async start(name: EngineName): Promise<Engine> {
    return name === "Firefox" ? new Engine(await startFirefox(), null) : Engine.startWebKit();
  }

  private static async startWebKit(): Promise<Engine> {
    const { webKitDriver, xvfb } = tools;
    if (!webKitDriver || !xvfb) throw new Error("No WebKitGTK: run `cargo xtask setup`");
    const port = await freePort();
    // In a process group of its own, so that the X server ends with it.
    const server = spawn(xvfb, ["-a", webKitDriver, `--port=${port}`], { detached: true, stdio: "ignore" });
    try {
      const url = `http://127.0.0.1:${port}`;
      await expect
        .poll(
          () =>
            fetch(`${url}/status`).then(
              ({ ok }) => ok,
              () => false,
            ),
          { timeout: PATIENCE },
        )
        .toBe(true);
      const browser = new Capabilities({ browserName: "MiniBrowser" });
      return new Engine(await new Builder().usingServer(url).withCapabilities(browser).build(), server);
    } catch (error) {
      endGroup(server);
      throw error;
    }
  }

  async stop(): Promise<void> {
    try {
      await this.driver.quit();
    } finally {
      if (this.server) endGroup(this.server);
    }
  }

  find(by: By): Promise<WebElement> {
    return Promise.resolve(this.driver.wait(until.elementLocated(by), PATIENCE));
  }

  css(selector: string): Promise<WebElement> {
    return this.find(By.css(selector));
  }

  /** Clicks the button with this name, or an element of another kind. */
  click(name: string, kind: "button" | "label" | "summary" = "button"): Promise<void> {
    return this.press(By.xpath(`//${kind}[@aria-label='${name}' or normalize-space()='${name}']`));
  }

  /** Clicks an element as soon as it exists, stands still and nothing covers it. */
  async press(by: By): Promise<void> {
    await expect(async () => {
      const found = await this.find(by);
      // The driver takes the place of an element some time before it clicks there.
      await this.driver.executeAsyncScript(untilStill, found);
      await found.click();
    }).toPass({ timeout: PATIENCE });
  }

  /** A picture of the page, as a PNG. */
  async picture(): Promise<Buffer> {
    return Buffer.from(await this.driver.takeScreenshot(), "base64");
  }

  /** Waits until the text of an element matches. */
  async shows(selector: string, text: RegExp): Promise<void> {
    await this.polled(selector, (found) => found.getText()).toMatch(text);
  }

  /** Waits until a field has a value. */
  async holds(selector: string, value: string): Promise<void> {
    await this.polled(selector, (found) => found.getAttribute("value")).toBe(value);
  }

  /** Polls a value of an element until it is as expected. It is empty while the element does not exist. */
  private polled(selector: string, read: (found: WebElement) => Promise<string | null>) {
    const find = async () => read(await this.driver.findElement(By.css(selector)));
    return expect.poll(() => find().catch(() => ""), { timeout: PATIENCE });
  }

  /** Pastes into the field with this label, because the driver of WebKitGTK cannot type line ends. */
  async fill(label: string, text: string): Promise<void> {
    const id = await (await this.find(By.xpath(`//label[@for][normalize-space()='${label}']`))).getAttribute("for");
    await this.driver.executeScript(pasteInPage, await this.css(`[id="${id}"]`), text);
  }

  /**
   * Drops files and folders from the disk. WebDriver cannot do this, so the event is made in the page, with entries
   * that return the same as those of the browser.
   */
  async drop(...paths: string[]): Promise<void> {
    await this.css("main");
    const entries = await Promise.all(paths.map(entryOf));
    await this.driver.executeScript(keepBlobsInPage);
    await this.driver.executeScript(dropInPage, entries);
  }

  /** Returns the bytes that a link downloads. */
  async downloaded(selector: string): Promise<Buffer> {
    const href = await (await this.css(selector)).getAttribute("href");
    return Buffer.from(await this.driver.executeAsyncScript<string>(readInPage, href), "base64");
  }
}

function startFirefox(): Promise<WebDriver> {
  return Promise.resolve(
    new Builder()
      .forBrowser("firefox")
      .setFirefoxOptions(new Options().setBinary(tools.firefox).addArguments("-headless"))
      .setFirefoxService(new ServiceBuilder(tools.geckodriver))
      .build(),
  );
}

function endGroup({ pid }: ChildProcess): void {
  if (pid !== undefined) process.kill(-pid);
}

function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.on("error", reject).listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() =>
        address && typeof address === "object" ? resolve(address.port) : reject(new Error("no port")),
      );
    });
  });
}

/** A folder with its contents, or a file as base64. */
type Dropped = { name: string; inside: Dropped[] } | { name: string; data: string };

async function entryOf(path: string): Promise<Dropped> {
  const name = basename(path);
  if (!(await stat(path)).isDirectory()) return { name, data: await readFile(path, "base64") };
  const names = await readdir(path);
  return { name, inside: await Promise.all(names.map((inner) => entryOf(join(path, inner)))) };
}

/** Runs in the page: is done when an element was in the same place for some frames. */
function untilStill(element: Element, done: () => void): void {
  let last = "";
  let frames = 0;
  const look = () => {
    const { x, y, width, height } = element.getBoundingClientRect();
    const place = [x, y, width, height].join();
    frames = place === last ? frames + 1 : 0;
    last = place;
    if (frames >= 6) done();
    else requestAnimationFrame(look);
  };
  look();
}

/** Runs in the page. */
function dropInPage(dropped: Dropped[]): void {
  const entry = (one: Dropped): unknown => {
    const { name } = one;
    if ("data" in one) {
      const bytes = Uint8Array.from(atob(one.data), (character) => character.charCodeAt(0));
      const file = new File([bytes], name);
      return { name, isFile: true, isDirectory: false, file: (done: (file: File) => void) => done(file), whole: file };
    }
    // A reader returns all remaining entries, and then an empty list.
    const createReader = () => {
      const left = one.inside.map(entry);
      return { readEntries: (done: (entries: unknown[]) => void) => done(left.splice(0)) };
    };
    return { name, isFile: false, isDirectory: true, createReader };
  };
  const items = dropped.map((one) => {
    const made = entry(one) as { whole?: File };
    return { kind: "file", webkitGetAsEntry: () => made, getAsFile: () => made.whole ?? null };
  });
  const event = new Event("drop", { bubbles: true, cancelable: true });
  Object.defineProperty(event, "dataTransfer", { value: { items, types: ["Files"], files: [] } });
  document.querySelector("main")?.dispatchEvent(event);
}

/** Runs in the page. */
function pasteInPage(field: HTMLInputElement | HTMLTextAreaElement, text: string): void {
  field.value = text;
  field.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertFromPaste" }));
}

/** Runs in the page. Keeps the blobs that links download, because the page's policy forbids fetching them. */
function keepBlobsInPage(): void {
  const kept: Record<string, Blob> = {};
  const create = URL.createObjectURL.bind(URL);
  URL.createObjectURL = (blob: Blob) => {
    const url = create(blob);
    kept[url] = blob;
    return url;
  };
  Object.assign(window, { kept });
}

/** Runs in the page. */
function readInPage(href: string, done: (base64: string) => void): void {
  const { kept } = window as unknown as { kept: Record<string, Blob> };
  const reader = new FileReader();
  reader.onload = () => done(String(reader.result).replace(/^.*?,/, ""));
  reader.readAsDataURL(kept[href] as Blob);
}
