/** Asks as the browser does, and keeps sizes and small parts of files: what wheels require, where an index does not say it. */

import type { Kept } from "../packager/types";

/** Bytes of the longest part that is kept: what is longer is a wheel that is gone on with. */
const LONGEST = 1 << 20;

/** `fetch` that gives what was answered before where there is no network. */
export function keptFetch(kept: Kept, ask: typeof fetch = (...request) => fetch(...request)): typeof fetch {
  return async (url, init) => {
    const what = partOf(init);
    if (what === null) return ask(url, init);
    const key = `${url}#${what}`;
    try {
      const response = await ask(url, init);
      const isKept = what === "size" ? response.ok : response.status === 206;
      if (!isKept) return response;
      const size = response.headers.get("Content-Length") ?? "";
      const body = what === "size" ? new TextEncoder().encode(size).buffer : await response.clone().arrayBuffer();
      await kept.keepAnswer(key, { status: response.status, url: key, contentType: "", body }).catch(() => {});
      return response;
    } catch (error) {
      const found = init?.signal?.aborted ? undefined : await kept.answer(key).catch(() => undefined);
      if (!found) throw error;
      if (what !== "size") return new Response(found.body, { status: 206 });
      return new Response(null, { headers: { "Content-Length": new TextDecoder().decode(found.body) } });
    }
  };
}

/** What is asked of a file, if that is kept. */
function partOf(init: RequestInit | undefined): string | null {
  if (init?.method === "HEAD") return "size";
  const range = new Headers(init?.headers).get("Range");
  const [, start, end] = /^bytes=(\d+)-(\d+)$/.exec(range ?? "") ?? [];
  return range !== null && Number(end) - Number(start) < LONGEST ? range : null;
}
