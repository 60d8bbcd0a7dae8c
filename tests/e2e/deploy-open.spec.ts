/** Opening a deployed function: its zip, its target, and deploying it again. */

import JSZip from "jszip";
import { expectAccessible } from "./accessible.ts";
import { type DeployPage, expect, exportLines, type FakeLambda, test } from "./deploy-test.ts";
import { invoke } from "./lambda.ts";
import { newestPython } from "./tools.ts";

/** Gives the function "other" a zip, and sets whether pages of other origins may download it. */
async function withCode({ layer }: FakeLambda, isOpen: boolean, name = "other", code?: string) {
  const zip = new JSZip();
  if (!code) zip.file("app/main.py", "def run(event, context):\n    return 1\n");
  zip.file("lambda_function.py", code ?? "def lambda_handler(event, context):\n    return 2\n");
  const bytes = await zip.generateAsync({ type: "nodebuffer" });
  layer.serve(name, bytes, isOpen);
}

async function openCard(deploy: DeployPage, lambda: FakeLambda) {
  const { page } = deploy;
  const card = page.getByRole("region", { name: "Open a deployed function" });
  await card.locator("summary").first().focus();
  await page.keyboard.press("Enter");
  await card.getByText("Endpoints of your own").click();
  await card.getByLabel("Lambda endpoint").fill(lambda.proxy.url);
  await card.getByLabel("Credentials", { exact: true }).fill(exportLines(lambda.moto.keys));
  await card.getByRole("button", { name: "Use credentials" }).click();
  await card.getByRole("button", { name: /^List the functions/ }).click();
  await card.getByLabel("Choose a function").selectOption("other");
  await card.getByRole("button", { name: "Open", exact: true }).focus();
  await page.keyboard.press("Enter");
  return card;
}

test("its zip becomes the source and its configuration the target, and it goes back", async ({
  deploy,
  lambda,
  page,
}, info) => {
  await withCode(lambda, true);
  lambda.layer.of("other").architectures = ["arm64"];
  const card = await openCard(deploy, lambda);
  await expect(card).toContainText("Opened other");
  await expect(card).toContainText("python3.13, arm64");
  await expect(deploy.press.source("other.zip")).toBeVisible();
  await expect(page.getByRole("radio", { name: "arm64" })).toBeChecked();
  await expect(deploy.press.handler).toHaveValue("lambda_function.lambda_handler");
  for (const scheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.screenshot({ path: info.outputPath(`${scheme}.png`), fullPage: true });
    await expectAccessible(page, scheme);
  }
  await page.getByRole("button", { name: "Repair", exact: true }).click();
  const { codeSha256 } = await deploy.press.receipt();
  await page.getByRole("button", { name: "With the original" }).click();
  await expect(page.getByRole("region", { name: "Compare" })).toContainText(/same|no file/i);
  await deploy.open();
  // The endpoint, the credentials and the function are already filled in.
  await expect(deploy.card.getByLabel("Functions", { exact: true })).toHaveValue("other");
  await deploy.deploy();
  await expect(deploy.rows).toContainText(codeSha256);
  await expect(deploy.rows).toContainText("arm64");
  // Other journeys of this worker deploy to the function.
  lambda.layer.of("other").architectures = ["x86_64"];
});

test("it is opened, edited, compared, pressed and deployed again", async ({ deploy, lambda, page, scratch }, info) => {
  await withCode(lambda, true);
  await openCard(deploy, lambda);
  await expect(deploy.press.source("other.zip")).toBeVisible();
  await page.getByRole("heading", { name: "Editor" }).click();
  const file = page.getByRole("list", { name: "Files" }).getByTitle("other/lambda_function.py", { exact: true });
  await file.click();
  const text = page.getByRole("textbox", { name: "Text of other/lambda_function.py" });
  await expect(text).toContainText("return 2");
  await text.click();
  await page.keyboard.press("Control+A");
  await page.keyboard.type("def lambda_handler(event, context):\nreturn 'edited'\n");
  // It is still one source, with a change applied to it.
  await expect(deploy.press.sources.getByRole("listitem")).toHaveCount(1);
  await expect(deploy.press.source("other.zip")).toContainText("1 entry, 1 changed");
  const diagnosis = page.getByRole("region", { name: /^Diagnosis of other\.zip/ });
  await expect(diagnosis).toContainText("Nothing was found that would fail");
  await expect(deploy.press.press).toHaveText("Press with 1 change");
  for (const scheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.screenshot({ path: info.outputPath(`edited-${scheme}.png`), fullPage: true });
    await expectAccessible(page, scheme);
  }
  const { zip, codeSha256 } = await deploy.press.pressAndDownload(scratch);
  const handler = "lambda_function.lambda_handler";
  expect(await invoke(zip, { python: newestPython(), handler, event: {} })).toBe("edited");
  await page.getByRole("button", { name: "With the original" }).click();
  const changed = page.getByRole("region", { name: "Compare" }).getByRole("list", { name: "Changed" });
  await expect(changed.getByRole("listitem")).toContainText([/^app/, /^lambda_function\.py content/]);
  await deploy.open();
  await expect(deploy.card.getByLabel("Functions", { exact: true })).toHaveValue("other");
  await deploy.deploy();
  await expect(deploy.rows).toContainText(codeSha256);
});

test("where the browser may not fetch the code, there is the link, and the target is set", async ({
  deploy,
  lambda,
  page,
}) => {
  await withCode(lambda, false);
  const card = await openCard(deploy, lambda);
  await expect(card).toContainText("does not let pages fetch from it");
  await expect(card.getByRole("button", { name: "Open", exact: true })).toBeFocused();
  const link = card.getByRole("link", { name: "Download other.zip" });
  await expect(link).toHaveAttribute("href", /X-Amz-Signature=/);
  await expect(link).toHaveAttribute("rel", "noreferrer");
  // As soon as the download is allowed, the same button fetches it.
  lambda.layer.serve("other", undefined, true);
  await card.getByRole("button", { name: "Try to fetch it again" }).click();
  await expect(deploy.press.source("other.zip")).toBeVisible();
  expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain("X-Amz-Signature");
});

test("its layers come with a click: imports find what is in them, and they do not ship", async ({
  deploy,
  lambda,
  page,
}) => {
  const held = lambda.layer.of("other");
  await withCode(
    lambda,
    true,
    "other",
    "import shared\n\n\ndef lambda_handler(event, context):\n    return shared.value\n",
  );
  const layer = await new JSZip().file("python/shared.py", "value = 1\n").generateAsync({ type: "nodebuffer" });
  lambda.layer.serveLayer("other", "shared", layer, true);
  const closed = lambda.layer.serveLayer("other", "closed", layer, false);
  const card = await openCard(deploy, lambda);
  await expect(card).toContainText("It has 2 layers");
  const diagnosis = page.getByRole("region", { name: /^Diagnosis of other\.zip/ });
  await expect(diagnosis).toContainText('imports "shared"');
  await card.getByRole("button", { name: "Get the layers" }).focus();
  await page.keyboard.press("Enter");
  await expect(card).toContainText("shared-1 is here");
  await expect(page.getByRole("checkbox", { name: "shared-1.zip is in a layer" })).toBeChecked();
  await expect(diagnosis).not.toContainText('imports "shared"');
  await expect(page.getByTestId("entries-count")).toHaveText("1");
  // The other one can be downloaded by hand, or later.
  await expect(card.getByRole("link", { name: "Download closed-1.zip" })).toHaveAttribute("href", /X-Amz-Signature=/);
  await expect(card).toContainText(`It has 1 layer of ${layer.length} bytes zipped`);
  await expect(card).toContainText(closed);
  await expectAccessible(page, "layers that cannot be had");
  lambda.layer.serve("closed", undefined, true);
  await card.getByRole("button", { name: "Try to get the layers again" }).click();
  await expect(card).toContainText("closed-1 is here");
  await expect(card.getByRole("button", { name: /the layers/ })).toHaveCount(0);
  expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain("X-Amz-Signature");
  held.layers = [];
});

test("bytes that are not the function's are refused", async ({ deploy, lambda, page }) => {
  await withCode(lambda, true);
  lambda.layer.of("other").lie = "not-the-hash=";
  const card = await openCard(deploy, lambda);
  await expect(card).toContainText("and Lambda states");
  await expect(page.getByRole("list", { name: "Sources" })).toHaveCount(0);
});
