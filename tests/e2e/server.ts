/** A static server on a free loopback port: the page, the npm package and fixtures, each under its own prefix. */
import { createReadStream, statSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join, normalize } from "node:path";

const types: Record<string, string> = {
  css: "text/css",
  html: "text/html; charset=utf-8",
  ico: "image/x-icon",
  js: "text/javascript",
  json: "application/json",
  svg: "image/svg+xml",
  wasm: "application/wasm",
  webmanifest: "application/manifest+json",
};

export interface Server {
  url: string;
  close(): Promise<void>;
}

/** Headers of every answer, or those of a path. */
type Headers = Record<string, string> | ((path: string) => Record<string, string>);

/** `roots` maps a prefix such as "/" or "/wheelpress/" to a directory; the longest prefix wins. */
export async function serve(roots: Record<string, string>, headers: Headers = {}): Promise<Server> {
  const prefixes = Object.keys(roots).sort((a, b) => b.length - a.length);
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? "/", "http://localhost").pathname);
    const prefix = prefixes.find((candidate) => path.startsWith(candidate));
    const inside = normalize(`/${path.slice(prefix?.length ?? 0)}`);
    const file = join(roots[prefix ?? ""] ?? "/nowhere", inside.endsWith("/") ? `${inside}index.html` : inside);
    if (!statSync(file, { throwIfNoEntry: false })?.isFile()) {
      response.writeHead(404).end(`No "${path}"`);
      return;
    }
    const type = types[file.slice(file.lastIndexOf(".") + 1)] ?? "application/octet-stream";
    const own = typeof headers === "function" ? headers(path) : headers;
    response.writeHead(200, { "content-type": type, "cache-control": "no-store", ...own });
    createReadStream(file).pipe(response);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
