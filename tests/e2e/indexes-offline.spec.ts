/** Libraries that were fetched once are available without a network, in whatever form the index states requirements. */
import { dropped, fetch, PROJECT, project, sourceOf, test } from "./fetch-page.ts";
import { expect } from "./test.ts";

test("without a network an index of HTML alone serves again, too", async ({ page, site, index, scratch }) => {
  const app = await project(scratch, PROJECT);
  for (const isOnline of [true, false]) {
    if (!isOnline) await page.route(`${index.origin}/**`, (route) => route.abort());
    const press = await dropped(page, site, app);
    await fetch(page, index.address("html"));
    await expect(sourceOf(press, "jinja2-*"), `is online: ${isOnline}`).toBeVisible();
  }
});
