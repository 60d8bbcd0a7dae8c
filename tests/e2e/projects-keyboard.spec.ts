/** A repository with ten functions, from pressing to ten updated functions, by keyboard alone. */
import type { Locator, Page } from "@playwright/test";
import { tabTo } from "./accessible.ts";
import { expect, exportLines, test, uploadsTo } from "./deploy-test.ts";
import { drop } from "./drop.ts";
import { TEN, tenFunctions } from "./project-fixture.ts";
import { GARAGE_REGION } from "./servers/garage.ts";
import { startOracle } from "./servers/oracle.ts";

/** Presses Enter on an element that Tab reaches. */
async function use(page: Page, wanted: Locator): Promise<void> {
  await expect(wanted).toBeEnabled();
  await tabTo(page, wanted);
  await page.keyboard.press("Enter");
}

/** Puts a text into a field that Tab reaches, at the place of what is there. */
async function write(page: Page, field: Locator, text: string): Promise<void> {
  await tabTo(page, field);
  await page.keyboard.press("Control+A");
  await page.keyboard.insertText(text);
}

test("ten functions are pressed, uploaded and updated by keyboard alone", async ({ deploy, lambda, s3, scratch }) => {
  test.setTimeout(240_000);
  const { page, card } = deploy;
  await drop(page.getByRole("main"), [await tenFunctions(scratch)]);
  const functions = page.getByRole("region", { name: /^Functions of/ });
  const build = page.getByRole("region", { name: "Build", exact: true });
  const oracle = startOracle(s3.garage, s3.proxy.url, lambda.moto);
  const [updates, puts] = [
    uploadsTo(lambda),
    () => s3.proxy.asked.filter((line) => /^PUT .*\/keys\//.test(line)).length,
  ];
  await use(page, functions.getByRole("button", { name: "Press all" }));
  await expect(functions).toContainText("11 of 11 pressed");
  await write(page, build.getByLabel("Bucket"), "packages");
  await write(page, build.getByLabel("Prefix of keys"), "keys");
  await use(page, card.locator("summary").first());
  await use(page, card.getByText("Endpoints of your own"));
  await write(page, card.getByLabel("Lambda endpoint"), lambda.proxy.url);
  await write(page, card.getByLabel("S3 endpoint"), s3.proxy.url);

  const unlock = async (credentials: string, region: string) => {
    await write(page, card.getByLabel("Credentials", { exact: true }).and(card.locator("textarea")), credentials);
    await use(page, card.getByRole("button", { name: "Use credentials" }));
    await expect(card).toContainText("Signing as");
    await write(page, card.getByLabel("Region", { exact: true }), region);
  };
  await unlock(exportLines(s3.garage.keys), GARAGE_REGION);
  await use(page, build.getByRole("button", { name: "Upload all" }));
  await expect.poll(puts).toBe(10);
  await deploy.ended(10);
  expect(puts()).toBe(10);
  await use(page, card.getByRole("button", { name: "Lock" }));
  await unlock(exportLines(lambda.moto.keys), "us-east-1");
  await use(page, build.getByRole("button", { name: "Update the functions" }));
  // The rows of the deploy before stay until this one has rows.
  await expect.poll(() => uploadsTo(lambda) - updates).toBe(10);
  await deploy.ended(10);
  expect(uploadsTo(lambda) - updates).toBe(10);
  for (const id of TEN) {
    const codeSha256 = await page.getByTestId(`function-${id}`).locator("code").innerText();
    expect(await oracle.code(id)).toBe(codeSha256);
  }
  // The focus is where the last step was, not lost.
  await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).not.toBe("BODY");
  await oracle.stop();
});
