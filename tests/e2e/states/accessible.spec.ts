/**
 * Every state of the page, in light and dark, narrow and in the system's colours: WCAG 2.2 AA, as far as axe-core
 * checks it.
 */
import { expectAccessibleEverywhere } from "../accessible.ts";
import { test as deployTest } from "../deploy-test.ts";
import { PressPage } from "../press-page.ts";
import { test } from "../test.ts";
import { deployStates } from "./deploy-states.ts";
import { states } from "./states.ts";

for (const [state, reach] of Object.entries(states)) {
  test(state, async ({ page, site, scratch }) => {
    await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
    await page.goto(site.url);
    await reach({ page, press: new PressPage(page), scratch });
    await expectAccessibleEverywhere(page, state);
  });
}

for (const [state, reach] of Object.entries(deployStates)) {
  deployTest(state, async ({ deploy, lambda, page, scratch }) => {
    await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
    await reach({ deploy, lambda, scratch });
    await expectAccessibleEverywhere(page, state);
  });
}
