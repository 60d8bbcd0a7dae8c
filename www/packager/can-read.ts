/**
 * Checks whether files can still be read. Browsers refuse to read a file that has changed since it was dropped or
 * picked.
 */

import { yieldToPage } from "../common/yield-to-page";

/** Maximum number of blobs that are joined at once: joining blocks the page for 0.1 ms per blob (measured). */
const BATCH_SIZE = 64;

/**
 * Whether the browser checks all files of a blob before it returns the first byte. Only Chromium is known to do so: it
 * compares their times and sizes.
 */
export function checksEveryFile(): boolean {
  const { navigator } = globalThis as { navigator?: { userAgentData?: { brands: { brand: string }[] } } };
  return navigator?.userAgentData?.brands.some(({ brand }) => brand === "Chromium") ?? false;
}

/** Whether the first bytes of a blob of all these blobs can be read. */
export async function canReadAll(blobs: Blob[]): Promise<boolean> {
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

/** Joins the blobs into one, in steps between which the page can run other tasks. */
async function joined(blobs: Blob[]): Promise<Blob> {
  if (blobs.length <= BATCH_SIZE) return new Blob(blobs);
  const some: Blob[] = [];
  for (let at = 0; at < blobs.length; at += BATCH_SIZE) {
    some.push(new Blob(blobs.slice(at, at + BATCH_SIZE)));
    await yieldToPage();
  }
  return joined(some);
}
