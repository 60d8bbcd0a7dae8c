/** Findings that offer what to do about them. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PressPage } from "./press-page.ts";
import { expect, test } from "./test.ts";
import { cachedWheel } from "./tools.ts";

test("a click makes the package for the wheels at hand, and is undone", async ({ page, site, scratch }) => {
  await page.goto(site.url);
  const press = new PressPage(page);
  const file = join(scratch, "app.py");
  await writeFile(file, "import cffi\n\n\ndef handler(event, context):\n    return cffi.__version__\n");
  await press.drop(file, cachedWheel("cffi-*cp313*aarch64*"));
  // The architecture follows the wheel, unless it is chosen.
  await expect(page.getByRole("radio", { name: "arm64" })).toBeChecked();
  await press.target({ python: "3.13", architecture: "x86_64", handler: "app.handler" });
  const findings = page.getByRole("region", { name: /^Findings/ });
  await findings.getByRole("button", { name: "Make it for arm64" }).click();
  await expect(page.getByRole("radio", { name: "arm64" })).toBeChecked();
  await expect(findings.getByText("wheel-incompatible")).toBeHidden();
  await findings.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByRole("radio", { name: "x86_64" })).toBeChecked();
  await expect(findings.getByText("wheel-incompatible")).toBeVisible();
});
