import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Locator, type Page } from "@playwright/test";

/** Fails when axe-core finds fault with the page. `state`: what it is in, for the message. */
export async function expectAccessible(page: Page, state: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const told = violations.map(
    ({ id, help, nodes }) => `${id}: ${help} at ${nodes.map((node) => node.target).join(", ")}`,
  );
  expect(told, `axe-core, ${state}`).toEqual([]);
}

/** Presses Tab until `wanted` has the focus, as a person without a mouse does. */
export async function tabTo(page: Page, wanted: Locator): Promise<void> {
  for (let presses = 0; presses < 150; presses++) {
    // In a shadow root, the document's active element is its host.
    if (await wanted.evaluate((element) => element === (element.getRootNode() as Document).activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab does not reach ${wanted}`);
}

/** Presses Enter or Space on an element that Tab reaches and that is seen to have the focus. */
export async function use(page: Page, wanted: Locator, key = "Enter"): Promise<void> {
  await tabTo(page, wanted);
  const isSeen = await wanted.evaluate((element) => {
    // A radio button or checkbox may lie invisibly under its label, which shows it.
    const shown = [element, element.nextElementSibling, element.parentElement].filter((one) => one !== null);
    return shown.some((one) => {
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one);
      return (outlineStyle !== "none" && outlineWidth !== "0px") || boxShadow !== "none";
    });
  });
  expect(isSeen, `the focus on ${wanted} is seen`).toBe(true);
  await page.keyboard.press(key);
}

/** The focus is somewhere in the page. */
export async function expectFocus(page: Page): Promise<void> {
  await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).not.toBe("BODY");
}
