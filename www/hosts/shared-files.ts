/** Files that another program has shared with the installed page: the service worker takes them, the page reads them. */

/** The cache between the two. Not of a version, so that an update does not remove it. */
export const SHARED = "shared-with-wheelpress";

/** The files that were shared. They are removed: each is taken once. */
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
    // Browsers can forbid caches.
    return [];
  }
}
