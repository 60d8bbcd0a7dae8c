/**
 * A `fetch` that also keeps the sizes and small parts of files. They contain what wheels require, if an index does not
 * provide it.
 */

import { isPartialContent } from "../common/is-partial-content";
import type { FetchCache } from "../packager/types";

/** Maximum bytes of a part that is kept. A longer part is the continued download of a wheel. */
const MAX_CACHED_RESPONSE = 1 << 20;

/**
 * Bytes of a block (`WINDOW` in `src/source/reader.rs`). A part is requested from the start of a block to the end of a
 * block or of the file. Parts are kept block by block, because the blocks of one request depend on which blocks have
 * already arrived.
 */
const BLOCK = 1 << 16;

/** A `fetch` that returns an earlier answer if the network is not available. */
export function cachedFetch(cache: FetchCache, ask: typeof fetch = (...request) => fetch(...request)): typeof fetch {
  const keep = async (url: string, what: string, status: number, body: ArrayBuffer) => {
    const key = `${url}#${what}`;
    await cache.keepAnswer(key, { status, url: key, contentType: "", body }).catch(() => {});
  };
  const found = async (url: string, what: string) =>
    (await cache.answer(`${url}#${what}`).catch(() => undefined))?.body ?? null;
  return async (url, init) => {
    const address = String(url);
    const isSize = init?.method === "HEAD";
    const part = isSize ? null : partOf(init);
    if (!isSize && part === null) return ask(url, init);
    try {
      const response = await ask(url, init);
      // With a content encoding, Content-Length would not be the size of the file.
      if (isSize && response.ok && !response.headers.has("Content-Encoding")) {
        const size = new TextEncoder().encode(response.headers.get("Content-Length") ?? "");
        await keep(address, "size", response.status, size.buffer);
      }
      if (part === null || !isPartialContent(response, part.start)) return response;
      return withBytes(response, async (body) => {
        if (body.byteLength !== part.end - part.start) return;
        for (let at = 0; at < body.byteLength; at += BLOCK) {
          await keep(address, `block=${(part.start + at) / BLOCK}`, 206, body.slice(at, at + BLOCK));
        }
      });
    } catch (error) {
      if (init?.signal?.aborted) throw error;
      if (part === null) {
        const size = await found(address, "size");
        if (size === null) throw error;
        return new Response(null, { headers: { "Content-Length": new TextDecoder().decode(size) } });
      }
      const blocks: ArrayBuffer[] = [];
      for (let at = part.start; at < part.end; at += BLOCK) {
        const block = await found(address, `block=${at / BLOCK}`);
        if (block === null || block.byteLength < Math.min(BLOCK, part.end - at)) throw error;
        blocks.push(block);
      }
      return new Response(new Blob(blocks).slice(0, part.end - part.start), { status: 206 });
    }
  };
}

/**
 * The response, whose bytes are passed on as they arrive, so that a reader sees progress. `take` receives all bytes
 * before the stream ends.
 */
function withBytes(response: Response, take: (body: ArrayBuffer) => Promise<void>): Response {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  const noting = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(chunk, controller) {
      chunks.push(chunk);
      controller.enqueue(chunk);
    },
    flush: async () => take(await new Blob(chunks).arrayBuffer()),
  });
  const { status, headers, url } = response;
  const answer = new Response(response.body?.pipeThrough(noting) ?? null, { status, headers });
  // A constructed response has no URL. The URL is needed to see where redirects led.
  return Object.defineProperty(answer, "url", { value: url });
}

/** The requested range of a file, from the first byte to after the last; null if such a part is not kept. */
function partOf(init: RequestInit | undefined): { start: number; end: number } | null {
  const range = new Headers(init?.headers).get("Range");
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(range ?? "") ?? [];
  const start = Number(first);
  const end = Number(last) + 1;
  return start % BLOCK === 0 && end > start && end - start <= MAX_CACHED_RESPONSE ? { start, end } : null;
}
