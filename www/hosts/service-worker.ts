/** Serves the site from the browser's cache: it opens without a network after one visit. */

import { SHARED } from "./shared-files";

// TypeScript's types have one `self` for all kinds of workers.
const scope = self as unknown as ServiceWorkerGlobalScope;

/** The files of the site without its pages. The build writes them and the version, a hash of everything. */
const files: readonly string[] = JSON.parse(FILES.site);
const PREFIX = "wheelpress-";
const current = PREFIX + FILES.version;

/** Files whose names stay the same when their contents change. */
const pages = ["./", "findings.html"];

scope.addEventListener("install", (event) => event.waitUntil(fill()));
scope.addEventListener("activate", (event) => event.waitUntil(removeOlder()));
scope.addEventListener("message", ({ data }) => {
  if (data === "activate") void scope.skipWaiting();
});
scope.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method === "POST" && new URL(request.url).pathname.endsWith("/share")) {
    event.respondWith(receive(request));
    return;
  }
  if (request.method === "GET" && request.url.startsWith(scope.registration.scope)) {
    event.respondWith(answer(request));
  }
});

/**
 * Fills the cache with the files of the site. Files that an older version has are copied from its cache: their names
 * carry their hash.
 */
async function fill(): Promise<void> {
  const cache = await caches.open(current);
  await Promise.all(
    files.map(async (file) => {
      const kept = await caches.match(file);
      if (kept) await cache.put(file, kept);
      else await cache.add(file);
    }),
  );
  await Promise.all(pages.map((page) => cache.add(new Request(page, { cache: "reload" }))));
}

/** Takes files that another program shares (Web Share Target), and opens the page, which reads them from the cache. */
async function receive(request: Request): Promise<Response> {
  const cache = await caches.open(SHARED);
  const form = await request.formData();
  const files = form.getAll("files").filter((one): one is File => one instanceof File);
  await Promise.all(
    files.map((file, number) => {
      const headers = { "x-name": encodeURIComponent(file.name) };
      return cache.put(`shared/${number}`, new Response(file, { headers }));
    }),
  );
  return Response.redirect("./?shared", 303);
}

async function removeOlder(): Promise<void> {
  const names = await caches.keys();
  const older = names.filter((other) => other.startsWith(PREFIX) && other !== current);
  await Promise.all(older.map((other) => caches.delete(other)));
}

async function answer(request: Request): Promise<Response> {
  const cache = await caches.open(current);
  // A "?" and what follows it open the same page.
  const found = await cache.match(request, { ignoreSearch: request.mode === "navigate" });
  return found ?? fetch(request);
}
