/**
 * The part at the beginning that a package shares with the last one is neither read nor hashed again, and every byte is
 * the same.
 */
import { writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { Builder, By, until } from "selenium-webdriver";
import { Options, ServiceBuilder } from "selenium-webdriver/firefox.js";
import { expect, test } from "./test.ts";
import { cachedWheel, tools } from "./tools.ts";

const target = { kind: "function", runtime: "python3.13", architecture: "x86_64" } as const;
const wheels = ["setuptools-*", "six-*", "httpx-*"].map((name) => basename(cachedWheel(name)));

test("twenty edits give the bytes of a packager that has seen nothing", async ({ page, bench }) => {
  await page.goto(bench.url);
  const { first, edited, steps } = await page.evaluate(
    async ({ target, wheels }) => {
      type Given = { path: string; file: File };
      const address = "/wheelpress/index.js";
      const { createPackager } = (await import(address)) as typeof import("../../www/packager/index.ts");
      let hashed = 0;
      const post = Worker.prototype.postMessage;
      Worker.prototype.postMessage = function (this: Worker, message: unknown, transfer: Transferable[]) {
        const { hash } =
          (message as { task?: { task: { hash?: { draft: number; chunk: ArrayBuffer } } } }).task?.task ?? {};
        if (hash) hashed += hash.chunk.byteLength;
        (post as (message: unknown, transfer: Transferable[]) => void).call(this, message, transfer);
      } as typeof post;

      const text = (path: string, content: string): Given => ({ path, file: new File([content], path) });
      const handler = (n: number) => text("app/function.py", `def handler(event, context): return ${n}\n`);
      const files: Given[] = [];
      for (const path of wheels) {
        const bytes = await (await fetch(`/wheels/${path}`)).arrayBuffer();
        files.push({ path, file: new File([bytes], path) });
      }
      const [setuptools, ...others] = files as [Given, ...Given[]];
      // An installed library, whose files are loose.
      const installed = ["import os\n", "name = 1\n"].map((content, n) =>
        text(`app/lib/python3.13/site-packages/x${n}.py`, content),
      );
      const loose = Array.from({ length: 6 }, (_, n) => text(`app/lib/m${n}.py`, `value = ${n}\n`.repeat(500 * n)));
      const base = [setuptools, ...others, ...loose, ...installed];
      const named = (path: string, { file }: Given): Given => ({ path, file });
      const changes: [Given[], object?][] = [
        [[handler(1), ...base]],
        [[handler(2), ...base]],
        [[handler(2), ...base]],
        [[...base, handler(3), text("app/a.py", "first = 1\n")]],
        [[...base, handler(3), text("app/zzz.py", "last = 1\n")]],
        [[handler(3), ...base.slice(0, -1)]],
        [[handler(4), ...base.slice(0, 3), ...base.slice(5)]],
        [[handler(4), ...base, named("app/aaa.py", loose[3] as Given)]],
        [[handler(4), ...files, named("app/lib/zzz.py", loose[2] as Given)]],
        [[handler(5), setuptools, ...loose]],
        [[handler(5), setuptools, ...others, ...loose]],
        [[handler(5), ...others, ...loose]],
        [[handler(6), ...files, ...loose]],
        [[handler(6), ...files, ...loose], { compression: "fast" }],
        [[handler(7), ...files, ...loose], { compression: "fast" }],
        [[handler(7), ...files, ...loose]],
        [[handler(7), ...base], { bytecode: true }],
        [[handler(8), ...base], { slim: { tests: true } }],
        [[handler(8), ...files]],
        [[...files, handler(9), text("app/new.py", "new = 1\n")]],
        [[handler(9), ...files, ...loose, ...installed]],
      ];
      const kept = await createPackager({ workers: 2 });
      const steps = [];
      let [first, edited] = [0, 0];
      for (const [step, [given, options]] of changes.entries()) {
        hashed = 0;
        const again = await kept.pack(given, target, { allowErrors: true, ...options });
        if (step === 0) first = hashed;
        if (step === 1) edited = hashed;
        const fresh = await createPackager({ workers: 1 });
        const anew = await fresh.pack(given, target, { allowErrors: true, ...options });
        fresh.close();
        const bytes = async (zip: Blob) => new Uint8Array(await zip.arrayBuffer());
        const [one, other] = [await bytes(again.zip), await bytes(anew.zip)];
        const isSame = one.length === other.length && one.every((byte, at) => byte === other[at]);
        const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", one));
        const isOfBytes = btoa(String.fromCharCode(...digest)) === again.codeSha256;
        const findings = JSON.stringify(anew.findings) === JSON.stringify(again.findings);
        steps.push({ step, isSame, isOfBytes, findings, size: one.length });
      }
      kept.close();
      Worker.prototype.postMessage = post;
      return { first, edited, steps };
    },
    { target, wheels },
  );
  for (const { size, ...step } of steps) {
    expect(step).toEqual({ step: step.step, isSame: true, isOfBytes: true, findings: true });
    expect(size).toBeGreaterThan(100);
  }
  expect(new Set(steps.map(({ size }) => size)).size, "they differ").toBeGreaterThan(10);
  expect(first).toBeGreaterThan(700_000);
  expect(edited).toBeLessThan(100_000);
});

test("Firefox does not tell that a file has changed, so nothing of the last package is taken", async ({
  bench,
  scratch,
}) => {
  const firefox = await new Builder()
    .forBrowser("firefox")
    .setFirefoxOptions(new Options().setBinary(tools.firefox).addArguments("-headless"))
    .setFirefoxService(new ServiceBuilder(tools.geckodriver))
    .build();
  try {
    await firefox.manage().setTimeouts({ script: 60_000 });
    await firefox.get(bench.url);
    const input = await firefox.wait(until.elementLocated(By.css("input[type=file]:not([webkitdirectory])")), 10_000);
    // Larger than the part of a file that is read to see whether it has changed.
    const [path, large] = [join(scratch, "function.py"), join(scratch, "data.bin")];
    const write = async (value: number) => {
      await writeFile(path, `def handler(event, context): return ${value}\n`);
      await writeFile(large, Buffer.alloc(3 << 20, value));
    };
    await write(1);
    await input.sendKeys([path, large].join("\n"));
    const press = async (isKept = true) => {
      const code = async ({ target, isKept }: { target: never; isKept: boolean }) => {
        const address = "/wheelpress/index.js";
        const { createPackager } = (await import(address)) as typeof import("../../www/packager/index.ts");
        const state = globalThis as unknown as { kept?: Awaited<ReturnType<typeof createPackager>> };
        if (isKept) state.kept ??= await createPackager({ workers: 1 });
        const packager = (isKept && state.kept) || (await createPackager({ workers: 1 }));
        const files = document.querySelector<HTMLInputElement>("input[type=file]")?.files ?? [];
        const items = [...files].map((file) => ({ path: `app/${file.name}`, file }));
        const { codeSha256, findings } = await packager.pack(items, target, { allowErrors: true });
        return {
          codeSha256,
          unreadable: findings.filter(({ code }) => code === "file-unreadable").map(({ path }) => path),
        };
      };
      const script = `const done = arguments[1]; (${code})(arguments[0]).then(done, (error) => done(String(error)));`;
      return firefox.executeAsyncScript<{ codeSha256: string; unreadable: string[] }>(script, { target, isKept });
    };
    const first = await press();
    expect(first.unreadable).toEqual([]);
    expect(await press()).toEqual(first);
    await new Promise((resolve) => setTimeout(resolve, 20));
    // The size stays the same, so only the time shows the change.
    await write(2);
    const second = await press();
    expect(second).not.toEqual(first);
    expect(second).toEqual(await press(false));
  } finally {
    await firefox.quit();
  }
});
