/** Whether files can still be read: engines refuse to read one that has changed since it was given. */

import { yieldToPage } from "../common/yield-to-page";

/** So many blobs become one at once: the page waits 0.1 ms for each (measured). */
const BATCH_SIZE = 64;

/**
 * Whether the engine looks at all files of a blob before it gives the first byte. Of engines, only Chromium is known to:
 * it compares their times and sizes.
 */
export function looksAtAll(): boolean {
  const { navigator } = globalThis as { navigator?: { userAgentData?: { brands: { brand: string }[] } } };
  return navigator?.userAgentData?.brands.some(({ brand }) => brand === "Chromium") ?? false;
}

/** Whether the first bytes of all of these together can be read. */
export async function canBegin(blobs: Blob[]): Promise<boolean> {
  if (blobs.length === 0) return true;
  const reader = (await joined(blobs)).stream().getReader();
  try {
    await reader.read();
    return true;
  } catch {
    return false;
  } finally {
    reader.cancel().catch(() => {});
  }
}

/** All of these as one, made in steps between which the page can do other things. */
async function joined(blobs: Blob[]): Promise<Blob> {
  if (blobs.length <= BATCH_SIZE) return new Blob(blobs);
  const some: Blob[] = [];
  for (let at = 0; at < blobs.length; at += BATCH_SIZE) {
    some.push(new Blob(blobs.slice(at, at + BATCH_SIZE)));
    await yieldToPage();
  }
  return joined(some);
}
