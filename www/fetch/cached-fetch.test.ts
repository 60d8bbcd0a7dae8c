import assert from "node:assert/strict";
import { test } from "node:test";
import type { CachedResponse, FetchCache } from "../packager/types";
import { cachedFetch } from "./cached-fetch";

test("sizes and parts are there without a network, and nothing else", async () => {
  const answers = new Map<string, CachedResponse>();
  const cache = {
    answer: async (url: string) => answers.get(url),
    keepAnswer: async (url: string, answer: CachedResponse) => void answers.set(url, answer),
  } as unknown as FetchCache;
  let isOnline = true;
  let status = 206;
  const fetch = cachedFetch(cache, async (_, init) => {
    if (!isOnline) throw new TypeError("Failed to fetch");
    if (init?.method === "HEAD") return new Response(null, { headers: { "Content-Length": "12" } });
    return new Response("part", { status });
  });
  const ask = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(`https://x/${path}`, init);
    const size = init.method === "HEAD" ? response.headers.get("Content-Length") : await response.text();
    return `${response.status} ${size}`;
  };
  const part = { headers: { Range: "bytes=0-3" } };
  const asked: [path: string, init: RequestInit, online: string, offline: string | null][] = [
    ["a", { method: "HEAD" }, "200 12", "200 12"],
    ["a", part, "206 part", "206 part"],
    ["a", {}, "206 part", null],
    // A continued download of a wheel, and a range without an end.
    ["a", { headers: { Range: "bytes=0-9999999" } }, "206 part", null],
    ["a", { headers: { Range: "bytes=4-" } }, "206 part", null],
  ];
  for (const [path, init, online] of asked) assert.equal(await ask(path, init), online);
  status = 200;
  assert.equal(await ask("whole", part), "200 part");
  isOnline = false;
  for (const [path, init, , offline] of asked) {
    if (offline === null) await assert.rejects(ask(path, init), /Failed to fetch/);
    else assert.equal(await ask(path, init), offline);
  }
  await assert.rejects(ask("whole", part), /Failed to fetch/);
  await assert.rejects(ask("b", part), /Failed to fetch/);
});

test("parts are there in whatever blocks they were asked for", async () => {
  const block = 1 << 16;
  const file = Uint8Array.from({ length: 3 * block + 5 }, (_, at) => (at * 7 + (at >> 8)) % 256);
  const check = async (cached: [number, number][], [start, end]: [number, number], isThere: boolean) => {
    const answers = new Map<string, CachedResponse>();
    let isOnline = true;
    const fetch = cachedFetch(
      {
        answer: async (url: string) => answers.get(url),
        keepAnswer: async (url: string, answer: CachedResponse) => void answers.set(url, answer),
      } as unknown as FetchCache,
      async (_, init) => {
        if (!isOnline) throw new TypeError("Failed to fetch");
        const [first, last] = new Headers(init?.headers).get("Range")?.match(/\d+/g)?.map(Number) ?? [];
        return new Response(file.slice(first, (last ?? 0) + 1), { status: 206 });
      },
    );
    const ask = (from: number, to: number) => fetch("https://x/a", { headers: { Range: `bytes=${from}-${to - 1}` } });
    for (const [from, to] of cached) await (await ask(from, to)).arrayBuffer();
    isOnline = false;
    if (!isThere) return assert.rejects(ask(start, end), /Failed to fetch/);
    assert.deepEqual(new Uint8Array(await (await ask(start, end)).arrayBuffer()), file.slice(start, end));
  };
  const end = file.length;
  const tail: [number, number] = [3 * block, end];
  await check([tail, [block, 3 * block]], [block, end], true);
  await check([[block, end]], tail, true);
  await check([[block, end]], [block, 2 * block], true);
  await check([[0, end]], [block, block + 9], true);
  await check([tail, [block, 2 * block]], [block, end], false);
  await check([[block, block + 9]], [block, 2 * block], false);
});

test("what is not of the file as it is asked for is not kept", async () => {
  const answers: [what: string, init: RequestInit, answer: () => Response][] = [
    [
      "the size of what is encoded",
      { method: "HEAD" },
      () => new Response(null, { headers: { "Content-Length": "12", "Content-Encoding": "gzip" } }),
    ],
    [
      "another part",
      { headers: { Range: "bytes=0-3" } },
      () => new Response("part", { status: 206, headers: { "Content-Range": "bytes 4-7/8" } }),
    ],
    ["a shorter part", { headers: { Range: "bytes=0-3" } }, () => new Response("par", { status: 206 })],
    ["a longer part", { headers: { Range: "bytes=0-3" } }, () => new Response("parts", { status: 206 })],
  ];
  for (const [what, init, answer] of answers) {
    const keys: string[] = [];
    const cache = { keepAnswer: async (url: string) => void keys.push(url) } as unknown as FetchCache;
    await (await cachedFetch(cache, async () => answer())("https://x/a", init)).arrayBuffer();
    assert.deepEqual(keys, [], what);
  }
});

test("an answer has its address, its bytes as they come, and its end once they are kept", async () => {
  let end = () => {};
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode("pa"));
      end = () => {
        controller.enqueue(new TextEncoder().encode("rt"));
        controller.close();
      };
    },
  });
  const keys: string[] = [];
  const cache = { keepAnswer: async (url: string) => void keys.push(url) } as unknown as FetchCache;
  const fetch = cachedFetch(cache, async () =>
    Object.defineProperty(new Response(body, { status: 206 }), "url", { value: "https://y/b" }),
  );
  const response = await fetch("https://x/a", { headers: { Range: "bytes=0-3" } });
  assert.equal(response.url, "https://y/b");
  const reader = response.body?.getReader();
  assert.equal(new TextDecoder().decode((await reader?.read())?.value), "pa");
  end();
  assert.equal(new TextDecoder().decode((await reader?.read())?.value), "rt");
  assert.equal((await reader?.read())?.done, true);
  assert.deepEqual(keys, ["https://x/a#block=0"]);
});
