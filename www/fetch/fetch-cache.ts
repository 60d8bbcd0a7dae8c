/**
 * Files fetched from indexes, kept in the browser's cache: wheels by their hash, answers by their address. If there is
 * no such cache, as on file://, nothing is kept.
 */

import type { CachedResponse, FetchCache } from "../packager/types";

// The name must not have the prefix by which the service worker removes caches of older versions.
const NAME = "fetched-wheels";

/** Maximum bytes that are kept. Beyond that, the oldest entries are removed first. */
const MAX_BYTES = 1 << 30;

/** An address that does not exist: the keys of a cache must be URLs. */
const key = (kind: string, name: string) => `https://kept.invalid/${kind}/${encodeURIComponent(name)}`;

/** The browser's cache of fetched files, with its size and a method that empties it. */
export interface BrowserCache extends FetchCache {
  bytes(): Promise<number>;
  empty(): Promise<void>;
}

/** Opens the browser's cache. If there is none, nothing is kept. */
export function openFetchCache(storage: CacheStorage | undefined = globalThis.caches, most = MAX_BYTES): BrowserCache {
  /** An upper bound of the kept bytes, once they were counted. An entry that replaces another may be counted twice. */
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
    // Counting all entries takes longer the more there are.
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
    async answer(url): Promise<CachedResponse | undefined> {
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
