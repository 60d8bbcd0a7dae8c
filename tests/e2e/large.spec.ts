/** Large input: the used memory stays small. Planning ends, even where the page has to read for its workers. */
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
    // One file with half of the bytes, and many files with the rest.
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

/** A zip of about 18 MB with dist-info folders at many positions. */
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
  await page.route("**/*-worker-*.js", async (route) => {
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

/** A zip of `count` empty files, whose end states their number as in APPNOTE 4.3.14, because 16 bits are not enough. */
function listing(count: number): Buffer {
  const entries = Buffer.alloc(count * (30 + 7 + 46 + 7));
  const directory = count * 37;
  for (let n = 0; n < count; n++) {
    const name = n.toString(36).padStart(7, "0");
    let at = entries.writeUInt32LE(0x04034b50, n * 37);
    at = entries.writeUInt16LE(20, at);
    entries.writeUInt16LE(name.length, n * 37 + 26);
    entries.write(name, n * 37 + 30);
    const header = directory + n * 53;
    at = entries.writeUInt32LE(0x02014b50, header);
    at = entries.writeUInt16LE(0x0314, at);
    entries.writeUInt16LE(20, at);
    entries.writeUInt16LE(name.length, header + 28);
    entries.writeUInt32LE((0o100644 << 16) >>> 0, header + 38);
    entries.writeUInt32LE(n * 37, header + 42);
    entries.write(name, header + 46);
  }
  const end = Buffer.alloc(56 + 20 + 22);
  end.writeUInt32LE(0x06064b50, 0);
  end.writeBigUInt64LE(44n, 4);
  end.writeUInt16LE(45, 14);
  for (const at of [24, 32]) end.writeBigUInt64LE(BigInt(count), at);
  end.writeBigUInt64LE(BigInt(count * 53), 40);
  end.writeBigUInt64LE(BigInt(directory), 48);
  end.writeUInt32LE(0x07064b50, 56);
  end.writeBigUInt64LE(BigInt(entries.length), 64);
  end.writeUInt32LE(1, 72);
  end.writeUInt32LE(0x06054b50, 76);
  for (const at of [84, 86]) end.writeUInt16LE(0xffff, at);
  end.writeUInt32LE(count * 53, 88);
  end.writeUInt32LE(directory, 92);
  return Buffer.concat([entries, end]);
}

test("a zip of 1,000,000 entries is refused with 16 MiB of memory, one of 200,000 is planned with 256 MiB", async ({
  page,
  bench,
  scratch,
}) => {
  test.setTimeout(180_000);
  const plan = async (count: number) => {
    const folder = join(scratch, `${count}`);
    await mkdir(folder);
    await writeFile(join(folder, "old.zip"), listing(count));
    await page.goto(bench.url);
    await page.locator("input[webkitdirectory]").setInputFiles(folder);
    return page.evaluate(async (target) => {
      const address = "/wheelpress/index.js";
      const { createPackager } = (await import(address)) as typeof import("../../www/packager/index.ts");
      const [file] = document.querySelector<HTMLInputElement>("input[webkitdirectory]")?.files ?? [];
      const packager = await createPackager({ workers: 1 });
      const plan = await packager.plan([{ path: "old.zip", file: file as File }], target);
      const memory = await packager.memory();
      packager.close();
      return { entries: plan.entries.length, findings: plan.findings.map((one) => one.message), memory };
    }, target);
  };
  const refused = await plan(1_000_000);
  expect(refused.findings[0]).toContain("it has more than 200,000 entries");
  expect(refused.entries).toBe(0);
  expect(Math.max(...refused.memory)).toBeLessThanOrEqual(16 << 20);
  const planned = await plan(200_000);
  expect(planned.entries).toBe(200_000);
  expect(Math.max(...planned.memory)).toBeLessThanOrEqual(256 << 20);
});
