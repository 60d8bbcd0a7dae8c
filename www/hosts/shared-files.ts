/**
 * Files that another program has shared with the installed page. The service worker takes them, and the page reads
 * them.
 */

/** The cache between the service worker and the page. It has no version, so that an update does not remove it. */
export const SHARED = "shared-with-wheelpress";

/** The shared files. They are removed from the cache, so that each is taken once. */
export async function takeShared(): Promise<File[]> {
  try {
    const cache = await caches.open(SHARED);
    const files: File[] = [];
    for (const request of await cache.keys()) {
      const response = await cache.match(request);
      const name = decodeURIComponent(response?.headers.get("x-name") ?? "");
      if (response && name) files.push(new File([await response.blob()], name));
      await cache.delete(request);
    }
    return files;
  } catch {
    // Browsers can forbid the use of caches.
    return [];
  }
}
