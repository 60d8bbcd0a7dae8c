import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect, type Locator, type Page } from "@playwright/test";
import type { default as Axe, RunOptions } from "axe-core";

/** The part of the page that axe-core checks. */
interface Looked {
  /** The rules to check. If it is missing, all rules. */
  only?: string[];
  /** A selector of the part of the page to check. */
  within?: string;
}

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Fails if axe-core finds violations in the page. `state`: the state of the page, for the message. */
export async function expectAccessible(page: Page, state: string, { only, within }: Looked = {}): Promise<void> {
  // A rule of WCAG 2.2 that is off by default.
  const rules = { "target-size": { enabled: true } };
  const options: RunOptions = { rules, resultTypes: ["violations"], ...(only && { runOnly: only }) };
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(source);
  // Only what is reported leaves the page, because the complete result of axe-core is larger than the page.
  const told = await page.evaluate(
    async ([within, options]) => {
      // After a change of the colour scheme, colours are animated for a moment.
      const moving = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
      await Promise.allSettled(moving.map(({ finished }) => finished));
      const { axe } = globalThis as unknown as { axe: typeof Axe };
      const { violations } = await axe.run(within ?? document, options);
      return violations.map(
        ({ id, help, nodes }) => `${id}: ${help} at ${nodes.map(({ target }) => target).join(", ")}`,
      );
    },
    [within, options] as const,
  );
  expect(told, `axe-core, ${state}`).toEqual([]);
}

/** The rules whose results depend on colours. */
const OF_COLOURS = ["color-contrast", "link-in-text-block"];

/** The part of a screen of 1280 × 1024 pixels that remains at a zoom of 400 % (WCAG 1.4.10). */
const MAGNIFIED = { width: 320, height: 256 };

/** {@link expectAccessible} on a wide screen and magnified, in light and dark. Nothing may scroll sideways. */
export async function expectAccessibleEverywhere(page: Page, state: string): Promise<void> {
  await expectAccessible(page, `${state}, light`);
  await page.emulateMedia({ colorScheme: "dark" });
  await expectAccessible(page, `${state}, dark`, { only: OF_COLOURS });
  await page.setViewportSize(MAGNIFIED);
  await expectAccessible(page, `${state}, at 400 %`);
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width, `${state}: the width of the page at 400 %`).toBeLessThanOrEqual(MAGNIFIED.width);
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

/** Presses Enter or Space on an element that Tab reaches and that visibly has the focus. */
export async function use(page: Page, wanted: Locator, key = "Enter"): Promise<void> {
  await tabTo(page, wanted);
  const isSeen = await wanted.evaluate((element) => {
    // A radio button or checkbox may be invisible under its label, which then shows the focus.
    const shown = [element, element.nextElementSibling, element.parentElement].filter((one) => one !== null);
    return shown.some((one) => {
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one);
      return (outlineStyle !== "none" && outlineWidth !== "0px") || boxShadow !== "none";
    });
  });
  expect(isSeen, `the focus on ${wanted} is seen`).toBe(true);
  await page.keyboard.press(key);
}

/** Fails if no element of the page has the focus. */
export async function expectFocus(page: Page): Promise<void> {
  await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).not.toBe("BODY");
}
