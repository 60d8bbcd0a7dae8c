/** The promises of dist/npm to a host page, other than the package itself. */
import { basename } from "node:path";
import type { Package, Packager, Progress, Target } from "../../www/packager/types.ts";
import { expect, test } from "./test.ts";
import { cachedWheel, pillow } from "./tools.ts";

const wheels = [pillow("3.13"), cachedWheel("six-*"), cachedWheel("zope_interface-*")];
const request: { names: string[]; target: Target } = {
  names: wheels.map((path) => basename(path)),
  target: { kind: "function", runtime: "python3.13", architecture: "x86_64" },
};

declare global {
  /** Set in the page before each test. */
  var packager: Packager;
  var given: { path: string; file: File }[];
}

test.beforeEach(async ({ page, bench }) => {
  await page.goto(bench.url);
  await page.evaluate(async ({ names }) => {
    const address = "/wheelpress/index.js";
    const { createPackager } = (await import(address)) as typeof import("../../www/packager/index.ts");
    globalThis.packager = await createPackager({ workers: 2 });
    const fetchFile = async (name: string) => new File([await (await fetch(`/wheels/${name}`)).blob()], name);
    globalThis.given = await Promise.all(names.map(async (path) => ({ path, file: await fetchFile(path) })));
  }, request);
});

test("a signal ends a pack with AbortError, and the next one is as if nothing had been", async ({ page }) => {
  const found = await page.evaluate(async ({ target }) => {
    const expected = (await packager.pack(given, target)).codeSha256;
    const aborting = new AbortController();
    const renamed = given.map(({ path, file }) => ({ path, file: new File([file], path) }));
    const errors: string[] = [];
    const pack = packager.pack(renamed, target, { signal: aborting.signal, onProgress: () => aborting.abort() });
    await pack.catch((error: Error) => errors.push(error.name));
    const early = packager.pack(given, target, { signal: AbortSignal.abort() });
    await early.catch((error: Error) => errors.push(error.name));
    return { errors, expected, again: (await packager.pack(renamed, target)).codeSha256 };
  }, request);
  expect(found.errors).toEqual(["AbortError", "AbortError"]);
  expect(found.again).toBe(found.expected);
});

test("calls at the same time do not disturb each other", async ({ page }) => {
  const found = await page.evaluate(async ({ target }) => {
    const [one, two, plan, other] = await Promise.all([
      packager.pack(given, target),
      packager.pack([...given].reverse(), target),
      packager.plan(given.slice(1), target),
      packager.pack(given.slice(1), target),
    ]);
    const alone = await packager.pack(given.slice(1), target);
    const hash = (pressed: Package) => pressed.codeSha256;
    return { same: [one, two].map(hash), rest: [other, alone].map(hash), entries: plan.entries.length };
  }, request);
  expect(found.same[1]).toBe(found.same[0]);
  expect(found.rest[1]).toBe(found.rest[0]);
  expect(found.rest[0]).not.toBe(found.same[0]);
  expect(found.entries).toBeGreaterThan(0);
});

test("aborting one call leaves another alone", async ({ page }) => {
  const found = await page.evaluate(async ({ target }) => {
    const aborting = new AbortController();
    const doomed = packager.pack(given, target, { signal: aborting.signal });
    const spared = packager.pack(given.slice(1), target);
    aborting.abort();
    const name = await doomed.then(
      () => "none",
      (error: Error) => error.name,
    );
    return { name, size: (await spared).size };
  }, request);
  expect(found.name).toBe("AbortError");
  expect(found.size).toBeGreaterThan(0);
});

test("progress never falls back, and ends at its total", async ({ page }) => {
  const progress = await page.evaluate(async ({ target }) => {
    const seen: Progress[] = [];
    await packager.pack(given, target, { onProgress: (progress) => seen.push({ ...progress }) });
    return seen;
  }, request);
  expect(progress.length).toBeGreaterThan(2);
  const press = progress.filter(({ stage }) => stage === "press");
  for (const [n, { done, total }] of press.entries()) {
    expect(done).toBeGreaterThanOrEqual(press[n - 1]?.done ?? 0);
    expect(done).toBeLessThanOrEqual(total);
  }
  const last = press.at(-1);
  expect(last?.done).toBe(last?.total);
});

test("memory is told for each worker: the one that plans and the two that press", async ({ page }) => {
  const memory = await page.evaluate(async ({ target }) => {
    await packager.pack(given, target);
    return packager.memory();
  }, request);
  expect(memory).toHaveLength(3);
  for (const bytes of memory) expect(bytes % 65_536).toBe(0);
});

test("a target that does not exist is refused by name", async ({ page }) => {
  const refused = await page.evaluate(async ({ target }) => {
    const errors: { name: string; code: string; message: string }[] = [];
    for (const wrong of [{ runtime: "python2.7" }, { architecture: "sparc" as Target["architecture"] }]) {
      await packager.plan(given, { ...target, ...wrong }).catch(({ name, code, message }) => {
        errors.push({ name, code, message });
      });
    }
    return errors;
  }, request);
  expect(refused).toEqual([
    { name: "PackagerError", code: "unknown-runtime", message: expect.stringContaining("python2.7") },
    { name: "PackagerError", code: "unknown-architecture", message: expect.stringContaining("sparc") },
  ]);
});

test("after close nothing is left hanging", async ({ page }) => {
  const outcome = await page.evaluate(async ({ target }) => {
    const name = (error: Error) => error.name;
    // Both are awaited from the start: which of them is rejected first does not matter.
    const pending = packager.pack(given, target).then(() => "packed", name);
    packager.close();
    const after = packager.plan(given, target).then(() => "planned", name);
    return { pending: await pending, after: await after };
  }, request);
  expect(outcome.pending).toMatch(/Error$/);
  expect(outcome.after).toMatch(/Error$/);
});
