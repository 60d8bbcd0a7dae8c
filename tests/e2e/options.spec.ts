/** Invalid values from a host page, and the messages about them. */
import { createHash } from "node:crypto";
import type { PlanOptions, Target } from "../../www/packager/types.ts";
import { press } from "./npm.ts";
import { expect, test } from "./test.ts";
import { wheel } from "./zip.ts";

const target: Target = { kind: "function", runtime: "python3.13", architecture: "x86_64" };
const items = [{ path: "app.py", data: "def handler(event, context):\n    return 1\n" }];

test.beforeEach(async ({ page, bench }) => {
  await page.goto(bench.url);
});

/** Plans with values that JavaScript allows. Returns how they were refused. */
async function refusal(page: Parameters<typeof press>[0], options: object, wrong: object = {}) {
  const answer = await press(page, {
    items,
    target: { ...target, ...wrong } as Target,
    options: options as PlanOptions,
  });
  return answer.rejection && { code: answer.rejection.code, message: answer.rejection.message };
}

test("an undefined option is one that was left out", async ({ page }) => {
  const undefinedOnes = {
    allowErrors: undefined,
    compression: undefined,
    extras: undefined,
    groups: undefined,
    excludeRuntime: undefined,
    slim: { tests: undefined },
    bytecode: undefined,
    split: undefined,
    stripRoot: undefined,
  };
  expect(await refusal(page, undefinedOnes, { handler: undefined, layersUnzippedSize: undefined })).toBeUndefined();
  expect(await refusal(page, { slim: undefined })).toBeUndefined();
});

test("a wrong value is refused by its name", async ({ page }) => {
  for (const [options, wrong, message] of [
    [{ compression: "fastest" }, {}, 'The option "compression" is "fastest", not "fast" or "default" or "best"'],
    [{ extras: "all" }, {}, 'The option "extras" is "all", not a list of strings'],
    [{ slim: { tests: 1 } }, {}, 'The option "slim.tests" is 1, not true or false'],
    [{}, { kind: "image" }, 'The option "target.kind" is "image", not "function" or "layer"'],
    [{}, { runtime: undefined }, 'The option "target.runtime" is undefined, not a string'],
    [{}, { layersUnzippedSize: -1 }, 'The option "target.layersUnzippedSize" is -1, not a number of bytes'],
  ] as const) {
    expect(await refusal(page, options, wrong)).toEqual({ code: "invalid-option", message });
  }
});

test("all that is wrong with a wheel is told at once", async ({ page }) => {
  const wrong = createHash("sha256").update("other").digest("base64url");
  const bad = wheel({
    damage: (entries) => [
      ...entries.map((entry) =>
        entry.name.endsWith("/RECORD")
          ? { ...entry, data: String(entry.data).replace(/^demo\.py,sha256=[^,]*/m, `demo.py,sha256=${wrong}`) }
          : entry,
      ),
      { name: "unlisted.py", data: "x = 1\n" },
    ],
  });
  const answer = await press(page, { items: [...items, { path: bad.fileName, data: bad.data }], target });
  const codes = answer.rejection?.findings?.filter(({ severity }) => severity === "error").map(({ code }) => code);
  // In the order of the table of findings.
  expect(codes).toEqual(["record-unlisted-file", "record-mismatch"]);
});

test("a signal ends a plan with AbortError, and the next one is as if nothing had been", async ({ page }) => {
  const found = await page.evaluate(async (target) => {
    const address = "/wheelpress/index.js";
    const { createPackager } = (await import(address)) as typeof import("../../www/packager/index.ts");
    const packager = await createPackager({ workers: 1 });
    const items = Array.from({ length: 200 }, (_, n) => ({
      path: `app/m${n}.py`,
      file: new File(["x = 1\n"], "m.py"),
    }));
    const name = (error: Error) => error.name;
    const early = await packager.plan(items, target, { signal: AbortSignal.abort() }).then(() => "planned", name);
    const aborting = new AbortController();
    const planning = packager.plan(items, target, { signal: aborting.signal }).then(() => "planned", name);
    setTimeout(() => aborting.abort());
    const during = await planning;
    const { entries } = await packager.plan(items, target, { signal: new AbortController().signal });
    packager.close();
    return { early, during, entries: entries.length };
  }, target);
  expect(found).toEqual({ early: "AbortError", during: "AbortError", entries: 200 });
});
