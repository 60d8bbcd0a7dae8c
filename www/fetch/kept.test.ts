import assert from "node:assert/strict";
import { test } from "node:test";
import { openKept } from "./kept";

/** The part of the browser's CacheStorage that is used. */
function caches(looked = () => {}): CacheStorage {
  const stored = new Map<string, Response>();
  const cache = {
    keys: async () => {
      looked();
      return [...stored.keys()].map((url) => new Request(url));
    },
    match: async (key: Request | string) => stored.get(typeof key === "string" ? key : key.url)?.clone(),
    put: async (key: string, response: Response) => {
      stored.delete(key);
      stored.set(key, response);
    },
    delete: async (key: Request) => stored.delete(key.url),
  };
  return {
    open: async () => cache,
    delete: async () => {
      stored.clear();
      return true;
    },
  } as unknown as CacheStorage;
}

const text = async (blob: Blob | undefined) => blob?.text();

test("keeps wheels and answers, up to a limit", async () => {
  const kept = openKept(caches(), 10);
  await kept.keepWheel("aa", new Blob(["12345"]));
  const answer = {
    status: 200,
    url: "https://x/ä",
    contentType: "text/html",
    body: new TextEncoder().encode("678").buffer,
  };
  await kept.keepAnswer("https://x/a", answer);
  assert.equal(await text(await kept.wheel("aa")), "12345");
  assert.deepEqual(await kept.answer("https://x/a"), answer);
  assert.equal(await kept.bytes(), 8);
  await kept.keepWheel("bb", new Blob(["1234567"]));
  assert.equal(await kept.wheel("aa"), undefined);
  assert.equal(await kept.bytes(), 10);
  await kept.keepWheel("cc", new Blob(["12345678901"]));
  assert.equal(await kept.wheel("cc"), undefined);
  await kept.empty();
  assert.equal(await kept.bytes(), 0);
});

test("all that is kept is looked at once, and when it may be too much", async () => {
  let looks = 0;
  const kept = openKept(
    caches(() => looks++),
    10,
  );
  const keep = (name: string) => kept.keepWheel(name, new Blob(["123"]));
  for (const name of ["aa", "bb", "cc"]) await keep(name);
  assert.equal(looks, 1);
  await keep("dd");
  assert.equal(looks, 2);
  assert.equal(await kept.wheel("aa"), undefined);
  assert.equal(await kept.bytes(), 9);
  await kept.empty();
  looks = 0;
  for (const name of ["ee", "ff"]) await keep(name);
  assert.equal(looks, 1);
});

test("without a cache nothing is kept", async () => {
  const kept = openKept(undefined);
  await kept.keepWheel("aa", new Blob(["1"]));
  assert.equal(await kept.wheel("aa"), undefined);
  assert.equal(await kept.bytes(), 0);
});
