/** The harness itself: if a check never failed, or a drop lost folders, all other tests would be worthless. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { drop } from "./drop.ts";
import { invoke } from "./lambda.ts";
import { pythonPackage } from "./python-package.ts";
import { watchPage } from "./test.ts";
import { newestPython } from "./tools.ts";
import { zip } from "./zip.ts";

let scratch: string;
test.beforeEach(async () => {
  scratch = await mkdtemp(join(tmpdir(), "wheelpress-harness-"));
});
test.afterEach(() => rm(scratch, { recursive: true }));

test("a function answers an event, or its error is thrown", async () => {
  const python = newestPython();
  const source = "def handler(event, context):\n    return {'twice': event['number'] * 2}\n";
  const packagePath = await pythonPackage(join(scratch, "function.zip"), python, { "function.py": source });
  expect(await invoke(packagePath, { python, handler: "function.handler", event: { number: 21 } })).toEqual({
    twice: 42,
  });
  await expect(invoke(packagePath, { python, handler: "function.handler", event: {} })).rejects.toThrow(
    "KeyError: 'number'",
  );
  await expect(invoke(packagePath, { python, handler: "other.handler", event: {} })).rejects.toThrow(
    "No module named 'other'",
  );
});

test("a layer is found after the package", async () => {
  const python = newestPython();
  const source = "import greeting\ndef handler(event, context):\n    return greeting.text\n";
  const layer = await pythonPackage(join(scratch, "layer.zip"), python, { "python/greeting.py": "text = 'layer'\n" });
  const lean = await pythonPackage(join(scratch, "lean.zip"), python, { "function.py": source });
  const own = { "function.py": source, "greeting.py": "text = 'package'\n" };
  const full = await pythonPackage(join(scratch, "full.zip"), python, own);
  const invocation = { python, handler: "function.handler", event: {}, layers: [layer] };
  expect(await invoke(lean, invocation)).toBe("layer");
  expect(await invoke(full, invocation)).toBe("package");
});

const refused: [string, Parameters<typeof zip>[0], string][] = [
  ["an entry with today's date", [{ name: "a.py" }], "is dated"],
  ["a zip slip", [{ name: "../a.py" }], "not a plain relative path"],
  ["a directory entry", [{ name: "a/" }], "not a plain relative path"],
  ["unsorted entries", [{ name: "b.py" }, { name: "a.py" }], "not sorted"],
];
for (const [title, entries, message] of refused) {
  test(`the strict unzip refuses ${title}`, async () => {
    const packagePath = join(scratch, "bad.zip");
    await writeFile(packagePath, zip(entries));
    await expect(invoke(packagePath, { python: newestPython(), handler: "a.b", event: {} })).rejects.toThrow(message);
  });
}

const dropPage = '<!doctype html><div id="zone" style="height: 200px">Drop</div><output></output>';

test("a drop carries files and whole folders", async ({ page }) => {
  await mkdir(join(scratch, "app/lib"), { recursive: true });
  for (let n = 0; n < 250; n++) await writeFile(join(scratch, `app/lib/m${n}.py`), "");
  await writeFile(join(scratch, "loose.py"), "");
  // A page with an origin, because on about:blank Chromium does not allow reading a dropped directory.
  await page.route("http://drop.test/", (route) => route.fulfill({ contentType: "text/html", body: dropPage }));
  await page.goto("http://drop.test/");
  await page.evaluate(() => {
    const zone = document.querySelector("#zone");
    const found: string[] = [];
    const walk = async (entry: FileSystemEntry): Promise<void> => {
      found.push(`${entry.isDirectory ? "folder" : "file"} ${entry.fullPath}`);
      if (!entry.isDirectory) return;
      const reader = (entry as FileSystemDirectoryEntry).createReader();
      for (;;) {
        const batch = await new Promise<FileSystemEntry[]>((done, fail) => reader.readEntries(done, fail));
        if (batch.length === 0) return;
        for (const child of batch) await walk(child);
      }
    };
    zone?.addEventListener("dragover", (event) => event.preventDefault());
    zone?.addEventListener("drop", async (event) => {
      event.preventDefault();
      const items = [...((event as DragEvent).dataTransfer?.items ?? [])];
      const entries = items.map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
      for (const entry of entries) await walk(entry);
      const output = document.querySelector("output");
      if (output) output.textContent = found.sort().join("\n");
    });
  });
  await drop(page.locator("#zone"), [join(scratch, "app"), join(scratch, "loose.py")]);
  await expect(page.locator("output")).toContainText("file /loose.py");
  const lines = (await page.locator("output").textContent())?.split("\n") ?? [];
  expect(lines).toHaveLength(253);
  expect(lines).toContain("folder /app/lib");
  expect(lines).toContain("file /app/lib/m249.py");
});

test("the watch sees what a page asks of others, from a worker too, and what it complains about", async ({ page }) => {
  for (const host of ["here", "elsewhere", "far"]) {
    await page
      .context()
      .route(`http://${host}.test/**`, (route) => route.fulfill({ contentType: "text/html", body: "" }));
  }
  const complaints = watchPage(page);
  await page.goto("http://here.test/");
  await page.evaluate(async () => {
    await fetch("/own");
    await fetch("http://elsewhere.test/", { mode: "no-cors" });
    const source = 'fetch("http://far.test/", { mode: "no-cors" }).finally(() => postMessage(0))';
    const worker = new Worker(URL.createObjectURL(new Blob([source])));
    await new Promise((done) => {
      worker.onmessage = done;
    });
    console.error("oh");
    setTimeout(() => {
      throw new Error("no");
    });
  });
  await expect.poll(() => complaints).toHaveLength(4);
  expect(complaints.sort()).toEqual([
    expect.stringContaining("console: oh"),
    "request to another origin: http://elsewhere.test/",
    "request to another origin: http://far.test/",
    "uncaught: Error: no",
  ]);
});
