import assert from "node:assert/strict";
import { test } from "node:test";
import { openFetchCache } from "./fetch-cache";

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
  const cache = openFetchCache(caches(), 10);
  await cache.keepWheel("aa", new Blob(["12345"]));
  const answer = {
    status: 200,
    url: "https://x/ä",
    contentType: "text/html",
    body: new TextEncoder().encode("678").buffer,
  };
  await cache.keepAnswer("https://x/a", answer);
  assert.equal(await text(await cache.wheel("aa")), "12345");
  assert.deepEqual(await cache.answer("https://x/a"), answer);
  assert.equal(await cache.bytes(), 8);
  await cache.keepWheel("bb", new Blob(["1234567"]));
  assert.equal(await cache.wheel("aa"), undefined);
  assert.equal(await cache.bytes(), 10);
  await cache.keepWheel("cc", new Blob(["12345678901"]));
  assert.equal(await cache.wheel("cc"), undefined);
  await cache.empty();
  assert.equal(await cache.bytes(), 0);
});

test("all that is kept is looked at once, and when it may be too much", async () => {
  let looks = 0;
  const cache = openFetchCache(
    caches(() => looks++),
    10,
  );
  const keep = (name: string) => cache.keepWheel(name, new Blob(["123"]));
  for (const name of ["aa", "bb", "cc"]) await keep(name);
  assert.equal(looks, 1);
  await keep("dd");
  assert.equal(looks, 2);
  assert.equal(await cache.wheel("aa"), undefined);
  assert.equal(await cache.bytes(), 9);
  await cache.empty();
  looks = 0;
  for (const name of ["ee", "ff"]) await keep(name);
  assert.equal(looks, 1);
});

test("without a cache nothing is kept", async () => {
  const cache = openFetchCache(undefined);
  await cache.keepWheel("aa", new Blob(["1"]));
  assert.equal(await cache.wheel("aa"), undefined);
  assert.equal(await cache.bytes(), 0);
});
