/** The choices that the page remembers. */
import { PressPage } from "./press-page.ts";
import { expect, test } from "./test.ts";

test("target and switches are as they were at the last visit", async ({ page, site, context }) => {
  await page.goto(site.url);
  await new PressPage(page).target({ python: "3.12", architecture: "arm64" });
  await page.getByRole("checkbox", { name: "Split into function and layer" }).check();
  const again = await context.newPage();
  await again.goto(site.url);
  await expect(again.getByLabel("Runtime", { exact: true })).toHaveValue("python3.12");
  await expect(again.getByRole("radio", { name: "arm64" })).toBeChecked();
  await expect(again.getByRole("checkbox", { name: "Split into function and layer" })).toBeChecked();
});
