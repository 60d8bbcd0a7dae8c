/** `packager.resolve`, called by another page. */
import { test } from "./fetch-page.ts";
import { expect } from "./test.ts";

test("resolve asks by the host's own fetch, at most six at a time, and gives a lock and wheels as items", async ({
  page,
  bench,
  index,
}) => {
  await page.goto(bench.url);
  const found = await page.evaluate(async (address) => {
    const module = "/wheelpress/index.js";
    const { createPackager } = (await import(module)) as typeof import("../../www/packager/index.ts");
    const packager = await createPackager({ workers: 1 });
    let [now, most] = [0, 0];
    const asked: string[] = [];
    const own: typeof fetch = async (url, init) => {
      most = Math.max(most, ++now);
      asked.push(String(url));
      // Long enough for other requests to begin.
      await new Promise((done) => setTimeout(done, 20));
      try {
        return await fetch(url, init);
      } finally {
        now--;
      }
    };
    const requirements = "requests\nflask\nfastapi\naiohttp\nhttpx\n";
    const items = [{ path: "app/requirements.txt", file: new File([requirements], "requirements.txt") }];
    const target = { kind: "function", runtime: "python3.13", architecture: "x86_64" } as const;
    const {
      items: wheels,
      lock,
      findings,
      fetched,
    } = await packager.resolve(items, target, { indexes: [address], fetch: own });
    const { size, findings: packed } = await packager.pack([...items, ...wheels], target, { allowErrors: true });
    packager.close();
    const errors = [...findings, ...packed].filter(({ severity }) => severity === "error").map(({ code }) => code);
    return {
      most,
      asked,
      wheels: wheels.map(({ path }) => path),
      lock,
      errors,
      size,
      listed: fetched.map(({ url }) => url),
    };
  }, index.address("json"));
  expect(found.most).toBeGreaterThan(1);
  expect(found.most).toBeLessThanOrEqual(6);
  expect(found.wheels.length).toBeGreaterThan(20);
  expect(found.lock?.pylock.match(/\[\[packages\]\]/g)).toHaveLength(found.wheels.length);
  expect(found.lock?.requirements).toContain("requests==");
  expect(found.size).toBeGreaterThan(1_000_000);
  expect(found.errors.filter((code) => code !== "handler-missing")).toEqual([]);
  // Everything that was fetched is listed, and no other host was asked.
  expect(found.listed.filter((url) => !found.asked.includes(url))).toEqual([]);
  expect(found.asked.filter((url) => url.includes("/files/") && !found.listed.includes(url))).toEqual([]);
  expect(found.asked.every((url) => url.startsWith(index.origin))).toBe(true);
});
