import type { Locator } from "@playwright/test";

/**
 * Drops files and folders from the disk on an element, as a person does. It uses the DevTools protocol, because events
 * made in the page cannot contain directories. `webkitGetAsEntry` returns these ones as directories.
 */
export async function drop(zone: Locator, paths: string[]): Promise<void> {
  await zone.scrollIntoViewIfNeeded();
  // The middle of the visible part: a person cannot drop on the rest.
  const middle = await zone.evaluate((element) => {
    const { left, right, top, bottom } = element.getBoundingClientRect();
    const between = (from: number, to: number, most: number) => (Math.max(from, 0) + Math.min(to, most)) / 2;
    return { x: between(left, right, innerWidth), y: between(top, bottom, innerHeight) };
  });
  const session = await zone.page().context().newCDPSession(zone.page());
  const copy = 1;
  for (const type of ["dragEnter", "dragOver", "drop"] as const) {
    await session.send("Input.dispatchDragEvent", {
      type,
      ...middle,
      data: { items: [], files: paths, dragOperationsMask: copy },
    });
  }
  await session.detach();
}
