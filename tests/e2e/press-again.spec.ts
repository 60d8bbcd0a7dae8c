/**
 * Pressing again after a change: the bytes are the same as those of a new packager, and only the changed parts are made
 * again.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { expect, test } from "./test.ts";
import { cachedWheel, pillow } from "./tools.ts";

const target = { kind: "function", runtime: "python3.13", architecture: "x86_64" } as const;
const wheels = [pillow("3.13"), cachedWheel("six-*"), cachedWheel("httpx-*")].map((path) => basename(path));

test("after an edit, a new name, a removal and another target", async ({ page, bench }) => {
  await page.goto(bench.url);
  const steps = await page.evaluate(
    async ({ target, wheels }) => {
      type Given = { path: string; file: File };
      const address = "/wheelpress/index.js";
      const { createPackager } = (await import(address)) as typeof import("../../www/packager/index.ts");
      const tasks: Record<string, number> = {};
      const post = Worker.prototype.postMessage;
      Worker.prototype.postMessage = function (this: Worker, message: unknown, transfer: Transferable[]) {
        const kinds = Object.keys((message as { task?: { task?: object } }).task?.task ?? {});
        for (const kind of kinds) tasks[kind] = (tasks[kind] ?? 0) + 1;
        (post as (message: unknown, transfer: Transferable[]) => void).call(this, message, transfer);
      } as typeof post;

      const text = (path: string, content: string): Given => ({ path, file: new File([content], path) });
      const lines = (n: number) => Array.from({ length: 8_000 }, (_, k) => `x${k} = ${(k * 7919 * n) % 100_003}\n`);
      const loose = Array.from({ length: 60 }, (_, n) => text(`app/lib/m${n}.py`, lines(n + 1).join("")));
      const handler = text("app/function.py", "def handler(event, context): return 1\n");
      const files: Given[] = [];
      for (const path of wheels) {
        const bytes = await (await fetch(`/wheels/${path}`)).arrayBuffer();
        files.push({ path, file: new File([bytes], path) });
      }
      const items = [handler, ...loose, ...files];
      const replaced = (at: number, item: Given) => items.map((one, index) => (index === at ? item : one));
      const moved = { path: "app/lib/aaa.py", file: loose[5]?.file as File };
      const changes: [string, Given[], object][] = [
        ["first", items, target],
        ["nothing", [...items].reverse(), target],
        ["edit", replaced(9, text(items[9]?.path ?? "", `${lines(9).join("")}y = 1\n`)), target],
        ["name", replaced(6, moved), target],
        ["removal", items.filter((_, index) => index !== 20), target],
        ["wheel removed", items.slice(0, -1), target],
        ["two files swapped", replaced(3, { ...items[3], file: items[4]?.file } as Given), target],
        ["target", items, { ...target, kind: "layer" }],
        ["back", items, target],
      ];
      const kept = await createPackager({ workers: 2 });
      const steps = [];
      for (const [change, given, wanted] of changes) {
        for (const kind of Object.keys(tasks)) delete tasks[kind];
        const again = await kept.pack(given, wanted as typeof target);
        const made = { compress: tasks["compress"] ?? 0, write: tasks["write"] ?? 0 };
        const fresh = await createPackager({ workers: 2 });
        const anew = await fresh.pack(given, wanted as typeof target);
        fresh.close();
        const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await again.zip.arrayBuffer()));
        const isOfBytes = btoa(String.fromCharCode(...digest)) === again.codeSha256;
        const isSame = anew.codeSha256 === again.codeSha256 && anew.size === again.zip.size;
        const findings = JSON.stringify(anew.findings) === JSON.stringify(again.findings);
        steps.push({ change, isOfBytes, isSame, findings, made });
      }
      kept.close();
      Worker.prototype.postMessage = post;
      return steps;
    },
    { target, wheels },
  );
  for (const { made: _, ...step } of steps) {
    expect(step).toEqual({ change: step.change, isOfBytes: true, isSame: true, findings: true });
  }
  const made = Object.fromEntries(steps.map(({ change, made }) => [change, made]));
  expect(made["first"]?.compress).toBeGreaterThan(4);
  expect(made["first"]?.write).toBeGreaterThan(2);
  expect(made["nothing"]).toEqual({ compress: 0, write: 0 });
  // The job of a neighbouring file may begin elsewhere.
  for (const change of ["edit", "removal"]) expect(made[change]?.compress).toBeLessThanOrEqual(2);
  expect(made["edit"]?.write).toBeLessThanOrEqual(2);
});

test("a file that has changed on the disk is not taken from the last package", async ({ page, bench, scratch }) => {
  const folder = join(scratch, "app");
  await mkdir(folder);
  await writeFile(join(folder, "function.py"), "def handler(event, context): return 1\n");
  await writeFile(join(folder, "data.txt"), "as it was when it was picked");
  await page.goto(bench.url);
  await page.locator("input[webkitdirectory]").setInputFiles(folder);
  const press = (target: object) =>
    page.evaluate(async (target) => {
      const address = "/wheelpress/index.js";
      const { createPackager } = (await import(address)) as typeof import("../../www/packager/index.ts");
      const state = globalThis as unknown as { kept?: Awaited<ReturnType<typeof createPackager>> };
      state.kept ??= await createPackager({ workers: 1 });
      const input = document.querySelector<HTMLInputElement>("input[webkitdirectory]");
      const items = [...(input?.files ?? [])].map((file) => ({ path: file.webkitRelativePath, file }));
      const { findings } = await state.kept.pack(items, target as never, { allowErrors: true });
      return findings.filter(({ code }) => code === "file-unreadable").map(({ path }) => path);
    }, target);
  expect(await press(target)).toEqual([]);
  expect(await press(target)).toEqual([]);
  await writeFile(join(folder, "data.txt"), "as it is now, and of another size");
  expect(await press(target)).toContain("app/data.txt");
});

test("files that change between plan and press, or between two presses, are not taken as they were read", async ({
  page,
  bench,
  scratch,
}) => {
  const folder = join(scratch, "app");
  await mkdir(join(folder, "lib"), { recursive: true });
  await writeFile(join(folder, "function.py"), "def handler(event, context): return 1\n");
  // Many groups of files that are read together. One file of the last group changes.
  const names = Array.from({ length: 300 }, (_, n) => `app/lib/m${String(n).padStart(3, "0")}.txt`);
  for (const name of names) await writeFile(join(scratch, name), `${name} as it was when it was picked\n`);
  await page.goto(bench.url);
  await page.locator("input[webkitdirectory]").setInputFiles(folder);
  const run = (step: "plan" | "pack") =>
    page.evaluate(
      async ({ step, target }) => {
        const address = "/wheelpress/index.js";
        const { createPackager } = (await import(address)) as typeof import("../../www/packager/index.ts");
        const state = globalThis as unknown as { kept?: Awaited<ReturnType<typeof createPackager>> };
        state.kept ??= await createPackager({ workers: 2 });
        const input = document.querySelector<HTMLInputElement>("input[webkitdirectory]");
        const items = [...(input?.files ?? [])].map((file) => ({ path: file.webkitRelativePath, file }));
        const options = step === "pack" ? { allowErrors: true } : {};
        const { findings } = await state.kept[step](items, target, options);
        return findings.filter(({ code }) => code === "file-unreadable").map(({ path }) => path);
      },
      { step, target },
    );
  // The size stays the same, so only the time shows the change.
  const change = async (name: string, word: string) => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    await writeFile(join(scratch, name), `${name} as it ${word} when it was picked\n`);
  };
  expect(await run("plan")).toEqual([]);
  await change("app/lib/m299.txt", "is ");
  expect(await run("pack")).toEqual(["app/lib/m299.txt"]);
  expect(await run("pack")).toEqual(["app/lib/m299.txt"]);
  await change("app/lib/m150.txt", "now");
  expect(await run("pack")).toEqual(["app/lib/m150.txt", "app/lib/m299.txt"]);
});
