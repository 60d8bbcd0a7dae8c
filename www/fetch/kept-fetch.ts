/** Asks as the browser does, and keeps sizes and small parts of files: what wheels require, where an index does not say it. */

import { isPart } from "../common/is-part";
import type { Kept } from "../packager/types";

/** Bytes of the longest part that is kept: what is longer is a wheel that is gone on with. */
const MAX_CACHED_RESPONSE = 1 << 20;

/**
 * Bytes of a block (`WINDOW` in `src/source/reader.rs`). Parts are asked for from the start of one, to the end of one or of
 * the file. They are kept by blocks: which are asked for together is a matter of which have arrived.
 */
const BLOCK = 1 << 16;

/** `fetch` that gives what was answered before where there is no network. */
export function keptFetch(kept: Kept, ask: typeof fetch = (...request) => fetch(...request)): typeof fetch {
  const keep = async (url: string, what: string, status: number, body: ArrayBuffer) => {
    const key = `${url}#${what}`;
    await kept.keepAnswer(key, { status, url: key, contentType: "", body }).catch(() => {});
  };
  const found = async (url: string, what: string) =>
    (await kept.answer(`${url}#${what}`).catch(() => undefined))?.body ?? null;
  return async (url, init) => {
    const address = String(url);
    const isSize = init?.method === "HEAD";
    const part = isSize ? null : partOf(init);
    if (!isSize && part === null) return ask(url, init);
    try {
      const response = await ask(url, init);
      // Of what is encoded, it would be another size than that of the file.
      if (isSize && response.ok && !response.headers.has("Content-Encoding")) {
        const size = new TextEncoder().encode(response.headers.get("Content-Length") ?? "");
        await keep(address, "size", response.status, size.buffer);
      }
      if (part === null || !isPart(response, part.start)) return response;
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
 * The answer, whose bytes are given on as they come: whoever waits for them knows that some did. `take` gets all of them
 * before their end is told.
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
  // An answer that is made has no address, which tells where redirects led.
  return Object.defineProperty(answer, "url", { value: url });
}

/** The bytes that are asked for of a file, from the first to behind the last, if they are kept. */
function partOf(init: RequestInit | undefined): { start: number; end: number } | null {
  const range = new Headers(init?.headers).get("Range");
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(range ?? "") ?? [];
  const start = Number(first);
  const end = Number(last) + 1;
  return start % BLOCK === 0 && end > start && end - start <= MAX_CACHED_RESPONSE ? { start, end } : null;
}
