/** A repository by keyboard alone: built, chosen, uploaded and updated. */
import type { Locator, Page } from "@playwright/test";
import { expectAccessible, expectFocus, tabTo, use } from "./accessible.ts";
import { expect, exportLines, test, uploadsTo } from "./deploy-test.ts";
import { drop } from "./drop.ts";
import { TEN, tenFunctions, write } from "./project-fixture.ts";
import { GARAGE_REGION } from "./servers/garage.ts";
import { startOracle } from "./servers/oracle.ts";

const functions = (page: Page) => page.getByRole("region", { name: /^Functions of/ });
const build = (page: Page) => page.getByRole("region", { name: "Build", exact: true });

/** Replaces the text of a field that Tab reaches. */
async function type(page: Page, field: Locator, text: string): Promise<void> {
  await tabTo(page, field);
  await page.keyboard.press("Control+A");
  await page.keyboard.insertText(text);
  await expect(field).toHaveValue(text);
}

test("functions are pressed, downloaded, pressed as one package and again each", async ({ page, site, scratch }) => {
  await page.goto(site.url);
  const repository = await tenFunctions(scratch);
  const other =
    "Resources:\n  Late:\n    Type: AWS::Serverless::Function\n    Properties:\n      CodeUri: .\n      Handler: app.handler\n      Runtime: python3.13\n";
  await write(repository, {
    "late/template.yaml": other,
    "late/app.py": "def handler(event, context):\n    return 1\n",
  });
  await drop(page.getByRole("main"), [repository]);
  await use(page, functions(page).getByRole("button", { name: "Press the drop as one package instead" }));
  await expect(page.getByRole("region", { name: "What ships" })).toBeVisible();
  await expectFocus(page);
  await use(page, page.getByRole("button", { name: "Press each of them instead" }));
  await expectFocus(page);
  await use(page, functions(page).getByRole("button", { name: "Show its 1 function or layer" }));
  await expect(functions(page)).toContainText("late/template.yaml");
  await expectFocus(page);
  await use(page, functions(page).getByRole("button", { name: /^Show its 11 functions/ }));
  await use(page, functions(page).getByRole("button", { name: "Press all" }));
  await expect(functions(page)).toContainText("11 of 11 pressed");
  await expectFocus(page);
  // The table can be scrolled.
  await tabTo(page, functions(page).getByRole("region", { name: "Functions table" }));
  await expectAccessible(page, "a pressed repository");
  const downloading = page.waitForEvent("download");
  await use(page, build(page).getByRole("button", { name: "Download build.zip" }));
  expect((await downloading).suggestedFilename()).toBe("build.zip");
  await type(page, build(page).getByLabel("Bucket"), "packages");
  const template = page.waitForEvent("download");
  await use(page, build(page).getByRole("button", { name: "Download the packaged template" }));
  expect((await template).suggestedFilename()).toMatch(/\.yaml$/);
});

test("all packages are uploaded, and the functions updated", async ({ deploy, lambda, s3, page, scratch }) => {
  test.setTimeout(240_000);
  await drop(page.getByRole("main"), [await tenFunctions(scratch)]);
  await use(page, functions(page).getByRole("button", { name: "Press all" }));
  await expect(functions(page)).toContainText("11 of 11 pressed");
  const field = (label: string) =>
    deploy.card.getByLabel(label, { exact: true }).and(page.locator("input, textarea")).last();
  const unlock = async (keys: Parameters<typeof exportLines>[0]) => {
    await type(page, field("Credentials"), exportLines(keys));
    await use(page, deploy.card.getByRole("button", { name: "Use credentials" }));
    await expect(deploy.card).toContainText("Signing as");
    await expectFocus(page);
  };
  await use(page, deploy.card.locator("summary").first());
  await unlock(s3.garage.keys);
  await type(page, field("Region"), GARAGE_REGION);
  await use(page, deploy.card.getByText("Endpoints of your own"));
  await type(page, field("Lambda endpoint"), lambda.proxy.url);
  await type(page, field("S3 endpoint"), s3.proxy.url);
  await type(page, build(page).getByLabel("Bucket"), "packages");
  await type(page, build(page).getByLabel("Prefix of keys"), "keyboard");
  const puts = () => s3.proxy.asked.filter((line) => /^PUT .*\/keyboard\//.test(line)).length;
  await use(page, build(page).getByRole("button", { name: "Upload all" }));
  await expect.poll(puts).toBe(10);
  await deploy.ended(10);
  expect(puts()).toBe(10);
  await use(page, deploy.card.getByRole("button", { name: "Lock" }));
  await expectFocus(page);
  await unlock(lambda.moto.keys);
  await type(page, field("Region"), "us-east-1");
  const before = uploadsTo(lambda);
  await use(page, build(page).getByRole("button", { name: "Update the functions" }));
  // The functions have another handler than the template.
  const answer = deploy.card.getByRole("button", { name: "Deploy all the same" });
  await expect(answer).toBeVisible();
  await use(page, answer);
  // The rows of the previous deploy stay until this deploy has rows.
  await expect.poll(() => uploadsTo(lambda) - before).toBe(10);
  await deploy.ended(10);
  expect(uploadsTo(lambda) - before).toBe(10);
  await expectFocus(page);
  const oracle = startOracle(s3.garage, s3.proxy.url, lambda.moto);
  for (const id of TEN) {
    const codeSha256 = await page.getByTestId(`function-${id}`).locator("code").innerText();
    expect(await oracle.code(id)).toBe(codeSha256);
  }
  await oracle.stop();
});
