/** Help for new users: the examples on the empty page, and the statement of what never leaves the browser. */
import { expectAccessible } from "./accessible.ts";
import { PressPage } from "./press-page.ts";
import { expect, test } from "./test.ts";

test.beforeEach(({ page, site }) => page.goto(site.url));

test("a function alone is pressed by one key", async ({ page }) => {
  await page.getByRole("button", { name: "A function alone" }).focus();
  await page.keyboard.press("Enter");
  const { unzippedSize } = await new PressPage(page).receipt();
  expect(unzippedSize).toBeGreaterThan(100);
});

test("what is broken on purpose says why, and is not pressed", async ({ page }) => {
  await page.getByRole("button", { name: "Broken on purpose" }).click();
  const findings = (await new PressPage(page).findings()).join("\n");
  expect(findings).toContain("macOS");
  expect(findings).toContain("greeting");
  await expect(page.getByTestId("codesha256")).toHaveCount(0);
});

test("the policy that is shown is the one that the browser holds", async ({ page, site }) => {
  await page.getByText("What never leaves your browser").focus();
  await page.keyboard.press("Enter");
  const shown = await page.locator(".privacy code").innerText();
  const html = await (await fetch(site.url)).text();
  const held = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? "none";
  const directives = (policy: string) =>
    policy
      .split(";")
      .map((one) => one.trim())
      .filter(Boolean);
  expect(directives(shown)).toEqual(directives(held));
  expect(directives(shown)).toContain("default-src 'none'");
  for (const scheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.setViewportSize({ width: 320, height: 800 });
    await expectAccessible(page, scheme);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
  }
});
