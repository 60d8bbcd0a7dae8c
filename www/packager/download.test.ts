import assert from "node:assert/strict";
import { createHash, type Hash } from "node:crypto";
import { test } from "node:test";
import { download } from "./download";
import type { Pool } from "./pool";
import type { IndexService } from "./protocol";
import { Transport } from "./transport";

const INDEX = "https://index.example/simple/";

/** A transport whose server answers with the result of `answer`, and the requests that were sent. */
function served(answer: (url: string, headers: Headers, number: number) => Response) {
  const sent: string[] = [];
  const made = new Transport({
    fetch: async (url, init) => {
      const headers = new Headers(init?.headers);
      sent.push([String(url), ...[...headers].map(([name, value]) => `${name}=${value}`)].join(" "));
      return answer(String(url), headers, sent.length);
    },
    logins: [],
    allowHost: () => false,
    allowRedirect: () => false,
    pause: async () => {},
  });
  return { made, sent };
}

/** Hashes in place of a worker. */
function hashing(): Pool<IndexService> {
  const hashes = new Map<number, Hash>();
  const of = (number: number) => hashes.get(number) ?? hashes.set(number, createHash("sha256")).get(number);
  return {
    hand: async (_: string, task: () => [{ hash: number; buffer: ArrayBuffer }, unknown]) => {
      const [{ hash, buffer }] = task();
      of(hash)?.update(new Uint8Array(buffer));
    },
    run: async (_: string, { hash }: { hash: number }) => of(hash)?.digest("hex"),
  } as unknown as Pool<IndexService>;
}

/** A stream of bytes that ends with an error. */
const cut = (bytes: Uint8Array<ArrayBuffer>) =>
  new ReadableStream({
    start(controller) {
      controller.enqueue(bytes);
    },
    pull(controller) {
      controller.error(new TypeError("network error"));
    },
  });

test("a download goes on where the connection was lost", async () => {
  const whole = new Uint8Array(4_000_000).map((_, at) => at % 251);
  const sha256 = createHash("sha256").update(whole).digest("hex");
  const rangeOf = (headers: Headers) => Number(/^bytes=(\d+)-/.exec(headers.get("Range") ?? "")?.[1] ?? 0);
  const quarter = whole.length / 4;
  for (const knowsRanges of [true, false]) {
    const { made, sent } = served((_, headers, number) => {
      const start = knowsRanges ? rangeOf(headers) : 0;
      const status = start > 0 ? 206 : 200;
      if (number <= 3) return new Response(cut(whole.slice(start, quarter * number)), { status });
      return new Response(whole.slice(start), { status });
    });
    let told = 0;
    const remote = { url: `${INDEX}f`, index: INDEX, size: whole.length };
    const found = await download(remote, made, hashing(), (bytes) => {
      told += bytes;
    });
    assert.equal(found.sha256, sha256);
    assert.equal(found.file.size, whole.length);
    assert.equal(told, whole.length);
    assert.equal(sent[3], `${INDEX}f range=bytes=${quarter * 3}-${whole.length - 1}`);
  }
});

test("a download that is longer than stated is refused", async () => {
  const { made } = served(() => new Response("12345"));
  await assert.rejects(
    download({ url: `${INDEX}f`, index: INDEX, size: 3 }, made, hashing(), () => {}),
    /more bytes than the 3/,
  );
});

/**
 * The answers of a server to the first request and to later ones: the content, the start of the range, and the headers.
 */
interface Changed {
  first: Record<string, string>;
  later: Record<string, string>;
  status?: number;
}

test("a file that changes while it is fetched is begun anew", async () => {
  const [old, young] = ["old old old old!", "young young young"].map((text) => new TextEncoder().encode(text));
  const check = async ({ first, later, status = 206 }: Changed, expected: { text: string; requests: number }) => {
    const { made, sent } = served((_, headers, number) => {
      if (number === 1) return new Response(cut((old as Uint8Array<ArrayBuffer>).slice(0, 8)), { headers: first });
      const start = headers.has("Range") && status !== 200 ? 8 : 0;
      const body = status === 416 && start > 0 ? null : (young as Uint8Array<ArrayBuffer>).slice(start);
      return new Response(body, { status: start > 0 ? status : 200, headers: later });
    });
    const { file, isPieced } = await download({ url: `${INDEX}f`, index: INDEX }, made, hashing(), () => {});
    assert.deepEqual({ text: await file.text(), requests: sent.length }, expected);
    assert.equal(isPieced, expected.requests === 2 && status === 206);
  };
  const [pieced, anew] = [
    { text: "old old ung young", requests: 2 },
    { text: "young young young", requests: 3 },
  ];
  // Headers that a page may not read cannot be compared; the hash shows the difference.
  await check({ first: {}, later: {} }, pieced);
  await check({ first: { ETag: '"1"' }, later: { ETag: '"1"', "Content-Range": "bytes 8-16/17" } }, pieced);
  await check({ first: { ETag: '"1"' }, later: { ETag: '"2"' } }, anew);
  await check({ first: { "Last-Modified": "a" }, later: { "Last-Modified": "b" } }, anew);
  await check({ first: {}, later: { "Content-Range": "bytes 0-16/17" } }, anew);
  await check({ first: {}, later: {}, status: 416 }, anew);
  await check({ first: {}, later: {}, status: 200 }, { text: "young young young", requests: 2 });
});

test("a server that knows no ranges and ends anywhere is not asked for ever", async () => {
  const { made, sent } = served((_, __, number) => new Response(cut(new Uint8Array(number % 2 === 0 ? 10 : 20))));
  await assert.rejects(
    download({ url: `${INDEX}f`, index: INDEX }, made, hashing(), () => {}),
    /network error/,
  );
  assert.equal(sent.length, 5);
});
