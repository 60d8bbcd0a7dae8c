/** Whether files can still be read: engines refuse to read one that has changed since it was given. */

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
  const reader = new Blob(blobs).stream().getReader();
  try {
    await reader.read();
    return true;
  } catch {
    return false;
  } finally {
    reader.cancel().catch(() => {});
  }
}
