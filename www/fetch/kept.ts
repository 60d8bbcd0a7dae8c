/**
 * What was fetched from indexes, kept in the browser's cache: wheels by their hash, answers by their address. Where there is
 * no such cache, as on file://, nothing is kept.
 */

import type { Kept, KeptAnswer } from "../packager/types";

// The service worker removes caches of older versions by their prefix: this is none of them.
const NAME = "fetched-wheels";

/** Bytes that are kept. When there are more, those that were kept first go. */
const MAX_BYTES = 1 << 30;

/** No address that could be fetched: keys of a cache must look like one. */
const key = (kind: string, name: string) => `https://kept.invalid/${kind}/${encodeURIComponent(name)}`;

/** What the browser keeps, with how much that is, and a way to empty it. */
export interface KeptFiles extends Kept {
  bytes(): Promise<number>;
  empty(): Promise<void>;
}

/** The browser's cache, or nothing. */
export function openKept(storage: CacheStorage | undefined = globalThis.caches, most = MAX_BYTES): KeptFiles {
  /** What is kept at most, once it was counted: of what takes the place of something, and may be counted twice. */
  let total: number | undefined;

  const open = async () => storage?.open(NAME).catch(() => undefined);

  const sizes = async (cache: Cache) => {
    const keys = await cache.keys();
    return Promise.all(
      keys.map(async (request) => {
        const response = await cache.match(request);
        return { request, size: Number(response?.headers.get("X-Size") ?? 0) };
      }),
    );
  };

  const put = async (name: string, body: Blob | ArrayBuffer, headers: Record<string, string>) => {
    const cache = await open();
    const size = body instanceof Blob ? body.size : body.byteLength;
    if (!cache || size > most) return;
    await cache.put(name, new Response(body, { headers: { ...headers, "X-Size": String(size) } }));
    // To look at all that is kept takes longer, the more it is.
    if (total !== undefined) total += size;
    if (total !== undefined && total <= most) return;
    const all = await sizes(cache);
    total = all.reduce((sum, { size }) => sum + size, 0);
    for (const { request, size } of all) {
      if (total <= most) break;
      await cache.delete(request);
      total -= size;
    }
  };

  const get = async (name: string) => (await open())?.match(name);

  return {
    wheel: async (sha256) => (await get(key("wheel", sha256)))?.blob(),
    keepWheel: (sha256, wheel) => put(key("wheel", sha256), wheel, {}),
    async answer(url): Promise<KeptAnswer | undefined> {
      const response = await get(key("answer", url));
      if (!response) return undefined;
      return {
        status: 200,
        url: decodeURIComponent(response.headers.get("X-Address") ?? ""),
        contentType: response.headers.get("Content-Type") ?? "",
        body: await response.arrayBuffer(),
      };
    },
    keepAnswer: (url, answer) =>
      put(key("answer", url), answer.body, {
        "Content-Type": answer.contentType,
        "X-Address": encodeURIComponent(answer.url),
      }),
    async bytes() {
      const cache = await open();
      return cache ? (await sizes(cache)).reduce((sum, { size }) => sum + size, 0) : 0;
    },
    async empty() {
      total = undefined;
      await storage?.delete(NAME);
    },
  };
}
