/** Large input: memory stays small, and where the page has to read for its workers, planning comes to an end. */
import { randomBytes } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import type { Target } from "../../www/packager/types.ts";
import { expect, test } from "./test.ts";
import { zip } from "./zip.ts";

const target: Target = { kind: "function", runtime: "python3.13", architecture: "x86_64" };

test("100 MB are pressed within 64 MiB of WebAssembly memory a worker", async ({ page, bench }) => {
  test.setTimeout(180_000);
  await page.goto(bench.url);
  const found = await page.evaluate(async (target) => {
    const address = "/wheelpress/index.js";
    const { createPackager } = (await import(address)) as typeof import("../../www/packager/index.ts");
    const packager = await createPackager({ workers: 2 });
    // One file of half of it, and many that share the rest.
    const noise = crypto.getRandomValues(new Uint8Array(65_536));
    const file = (kibibytes: number) =>
      new File(
        Array.from({ length: kibibytes / 64 }, () => noise),
        "x.bin",
      );
    const items = [
      { path: "app/large.bin", file: file(50 * 1024) },
      ...Array.from({ length: 50 }, (_, n) => ({ path: `app/d/${n}.bin`, file: file(1024) })),
    ];
    const { unzippedSize } = await packager.pack(items, target, { compression: "fast", allowErrors: true });
    const memory = await packager.memory();
    packager.close();
    return { unzippedSize, memory };
  }, target);
  expect(found.unzippedSize).toBe(100 << 20);
  for (const bytes of found.memory) expect(bytes).toBeLessThanOrEqual(64 << 20);
});

/** A zip of some 18 MB with dist-infos all over it. */
function spread(): Buffer {
  const entries = Array.from({ length: 30 }, (_, n) => {
    const info = `lib${n}-1.0.dist-info`;
    return [
      { name: `lib${n}/data.bin`, data: randomBytes(600_000), stored: true },
      { name: `${info}/METADATA`, data: `Metadata-Version: 2.1\nName: lib${n}\nVersion: 1.0\n` },
      { name: `${info}/RECORD`, data: `lib${n}/data.bin,,\n${info}/METADATA,,\n${info}/RECORD,,\n` },
      { name: `lib${n}/LICENSE`, data: "free" },
    ];
  });
  return zip(entries.flat());
}

async function packPicked(page: Page): Promise<{ codeSha256: string; distributions: number }> {
  return page.evaluate(async (target) => {
    const address = "/wheelpress/index.js";
    const { createPackager } = (await import(address)) as typeof import("../../www/packager/index.ts");
    const [file] = document.querySelector<HTMLInputElement>("input[webkitdirectory]")?.files ?? [];
    const packager = await createPackager({ workers: 2 });
    const items = [{ path: "old.zip", file: file as File }];
    const { distributions } = await packager.plan(items, target);
    const { codeSha256 } = await packager.pack(items, target);
    packager.close();
    return { codeSha256, distributions: distributions.length };
  }, target);
}

test("where workers may not read files, the page reads for them", async ({ page, bench, scratch }) => {
  const folder = join(scratch, "picked");
  await mkdir(folder);
  await writeFile(join(folder, "old.zip"), spread());
  await page.goto(bench.url);
  await page.locator("input[webkitdirectory]").setInputFiles(folder);
  const expected = await packPicked(page);
  expect(expected.distributions).toBe(30);

  // As in WebKit on file://.
  let refused = 0;
  await page.route("**/worker-*.js", async (route) => {
    const response = await route.fetch();
    const refuse = `
      const refuse = () => { throw new DOMException("The file could not be read", "NotReadableError"); };
      Blob.prototype.arrayBuffer = async () => refuse();
      FileReaderSync.prototype.readAsArrayBuffer = refuse;
    `;
    refused++;
    await route.fulfill({ response, body: refuse + (await response.text()) });
  });
  expect(await packPicked(page)).toEqual(expected);
  expect(refused).toBeGreaterThan(0);
});
