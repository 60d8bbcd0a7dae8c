/** Whole repositories: a template with ten functions, through the page. */
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { cdkApp } from "./cdk-fixture.ts";
import { drop } from "./drop.ts";
import { PressPage } from "./press-page.ts";
import { TEN, tenFunctions, write } from "./project-fixture.ts";
import { expect, test } from "./test.ts";

const zone = (page: Page) => page.getByRole("main");
const card = (page: Page) => page.getByRole("region", { name: /^Functions of/ });
const row = (page: Page, id: string) => page.getByTestId(`function-${id}`);

/** Returns the names of the files in a zip, after Python has checked all of them. */
function namesIn(path: string): string[] {
  const script =
    "import sys, zipfile\nz = zipfile.ZipFile(sys.argv[1])\nassert z.testzip() is None\nprint('\\n'.join(z.namelist()))";
  return execFileSync("python3", ["-c", script, path], { encoding: "utf8" }).trim().split("\n");
}

/** Returns the text of a file in a zip. */
function fileIn(path: string, name: string): string {
  const script = "import sys, zipfile\nprint(zipfile.ZipFile(sys.argv[1]).read(sys.argv[2]).decode(), end='')";
  return execFileSync("python3", ["-c", script, path, name], { encoding: "utf8" });
}

async function downloaded(page: Page, scratch: string, name: string): Promise<string> {
  const event = page.waitForEvent("download");
  await page.getByRole("button", { name }).click();
  const download = await event;
  const path = join(scratch, download.suggestedFilename());
  await download.saveAs(path);
  return path;
}

test("ten functions of a template are pressed, each with what it requires, and again only where something changed", async ({
  page,
  site,
  scratch,
}) => {
  await page.goto(site.url);
  const repository = await tenFunctions(scratch);
  await drop(zone(page), [repository]);
  await expect(card(page)).toContainText("repository/template.yaml");
  // The cards for a single package are hidden.
  await expect(page.getByRole("region", { name: "What ships" })).toBeHidden();
  await card(page).getByRole("button", { name: "Press all" }).click();
  for (const id of [...TEN, "Shared"]) await expect(row(page, id)).toContainText("pressed");
  await expect(card(page)).toContainText("11 of 11 pressed");
  await expect(page.getByRole("region", { name: /^Findings/ }).locator(".error")).toHaveCount(0);

  const zip = await downloaded(page, scratch, "Download build.zip");
  const names = namesIn(zip);
  const build = ".aws-sam/build/";
  for (const name of ["Function0/app.py", "Function0/demo.py", "Function1/other.py", "Shared/python/shared.py"]) {
    expect(names).toContain(build + name);
  }
  expect(names).not.toContain(`${build}Function2/demo.py`);
  expect(names.filter((name) => name.endsWith("template.yaml"))).toEqual([`${build}template.yaml`]);
  const original = await readFile(join(repository, "template.yaml"), "utf8");
  const expected = original
    .replace(/CodeUri: functions\/f(\d)\//g, (_, index) => `CodeUri: Function${index}`)
    .replace("ContentUri: layers/shared", "ContentUri: Shared");
  // The last two share a folder.
  expect(fileIn(zip, `${build}template.yaml`)).toBe(
    expected.replace(/(Function9:[\s\S]*?CodeUri: )Function8/, "$1Function9"),
  );

  await page.getByRole("region", { name: "Build" }).getByLabel("Bucket").fill("my-bucket");
  const template = await readFile(await downloaded(page, scratch, "Download the packaged template"), "utf8");
  const keys = [...template.matchAll(/CodeUri: s3:\/\/my-bucket\/([0-9a-f]{64})\.zip\n/g)].map(([, key]) => key);
  expect(keys).toHaveLength(10);
  expect(new Set(keys).size).toBe(9);

  await writeFile(
    join(repository, "functions/f3/app.py"),
    "import demo\n\n\ndef handler(event, context):\n    return 33\n",
  );
  await drop(zone(page), [repository]);
  await card(page).getByRole("button", { name: "Press all" }).click();
  await expect(row(page, "Function3")).toContainText("pressed: f3/app.py has changed");
  for (const id of TEN.filter((id) => id !== "Function3")) await expect(row(page, id)).toContainText("unchanged");
});

/** Tabs to a button, and presses Enter. */
async function byKeyboard(page: Page, name: string): Promise<void> {
  const button = page.getByRole("button", { name, exact: true });
  for (let step = 0; step < 60; step++) {
    if (await button.evaluate((one) => one === document.activeElement)) return page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
  }
  throw new Error(`"${name}" is not reached by keyboard`);
}

test("a library of several functions goes to a layer that the template's copy names, by keyboard alone", async ({
  page,
  site,
  scratch,
}) => {
  await page.goto(site.url);
  const repository = await tenFunctions(scratch);
  await drop(zone(page), [repository]);
  const share = page.getByRole("checkbox", { name: /^Libraries that several functions need/ });
  await expect(share).toBeVisible();
  for (let step = 0; step < 60 && !(await share.evaluate((one) => one === document.activeElement)); step++) {
    await page.keyboard.press("Tab");
  }
  await page.keyboard.press("Space");
  await expect(share).toBeChecked();
  await card(page).getByRole("heading", { level: 2 }).click();
  await byKeyboard(page, "Press all");
  await expect(card(page)).toContainText("12 of 12 pressed");
  await expect(row(page, "SharedLibraries")).toContainText("layer");
  // The imports are found in the layer, so nothing is missing.
  await expect(page.getByRole("region", { name: /^Findings/ }).locator(".error")).toHaveCount(0);

  const zip = await downloaded(page, scratch, "Download build.zip");
  const names = namesIn(zip);
  const build = ".aws-sam/build/";
  expect(names).toContain(`${build}SharedLibraries/python/demo.py`);
  expect(names).toContain(`${build}SharedLibraries/python/other.py`);
  expect(names.filter((name) => /Function\d\/(demo|other)/.test(name))).toEqual([]);
  const template = fileIn(zip, `${build}template.yaml`);
  expect(template).toContain(`Resources:
  SharedLibraries:
    Type: AWS::Serverless::LayerVersion
    Properties:
      ContentUri: SharedLibraries
      CompatibleRuntimes: [python3.13]
      CompatibleArchitectures: [x86_64]

  Function0:
    Type: AWS::Serverless::Function # number 0
    Properties:
      Layers: [!Ref SharedLibraries]
      CodeUri: Function0
`);
  // A function that requires nothing needs no layer.
  expect(template).toContain("# number 2\n    Properties:\n      CodeUri: Function2\n");
  expect(template).toContain("      Layers: [!Ref Shared]\n");

  await share.uncheck();
  await card(page).getByRole("button", { name: "Press what has changed" }).click();
  await expect(card(page)).toContainText("11 of 11 pressed");
  await expect(row(page, "Function0")).toContainText("pressed: the layer SharedLibraries is gone");
  await expect(row(page, "Function2")).toContainText("unchanged");
});

test("pressing is followed as a whole, and cancelled as a whole", async ({ page, site, scratch }) => {
  await page.goto(site.url);
  const repository = await tenFunctions(scratch);
  // Enough bytes for a person to see it.
  const random = () => randomBytes(12_000_000);
  for (const index of [0, 1, 2, 3]) await writeFile(join(repository, `functions/f${index}/data.bin`), random());
  await drop(zone(page), [repository]);
  await card(page).getByRole("button", { name: "Press all" }).click();
  const progress = page.getByRole("progressbar", { name: "Pressing" });
  await expect.poll(async () => Number(await progress.getAttribute("value"))).toBeGreaterThan(0);
  await card(page).getByRole("button", { name: "Cancel" }).click();
  await expect(progress).toBeHidden();
  await expect(card(page).getByText("pressing…")).toHaveCount(0);
  await card(page)
    .getByRole("button", { name: /^Press (all|what has changed)$/ })
    .click();
  await expect(card(page)).toContainText("11 of 11 pressed");
});

test("what states functions and cannot be pressed is named beside the one package", async ({ page, site, scratch }) => {
  await page.goto(site.url);
  const repository = await write(join(scratch, "app"), {
    "app.py": "def handler(event, context):\n    return 1\n",
    "serverless.ts": "export default {}\n",
  });
  await drop(zone(page), [repository]);
  await expect(card(page)).toBeHidden();
  await expect(page.getByText('"app/serverless.ts" may state functions in a way that is not read here')).toBeVisible();
  await expect(new PressPage(page).press).toBeVisible();
});

test("of several files that state functions, each can be shown", async ({ page, site, scratch }) => {
  await page.goto(site.url);
  const code = "def handler(event, context):\n    return 1\n";
  const repository = await write(join(scratch, "app"), {
    "infra/main.tf": `data "archive_file" "orders" {
  type        = "zip"
  source_dir  = "\${path.module}/../orders"
  output_path = "orders.zip"
}

resource "aws_lambda_function" "orders" {
  filename = data.archive_file.orders.output_path
  handler  = "app.handler"
  runtime  = "python3.13"
}
`,
    "template.yaml": `Resources:
  A: {Type: AWS::Serverless::Function, Properties: {CodeUri: orders, Handler: app.handler, Runtime: python3.13}}
  B: {Type: AWS::Serverless::Function, Properties: {CodeUri: orders, Handler: app.handler, Runtime: python3.13}}
`,
    "orders/app.py": code,
  });
  await drop(zone(page), [repository]);
  await expect(card(page)).toContainText("app/template.yaml");
  await page.getByRole("button", { name: "Show its 1 function or layer" }).click();
  await expect(card(page)).toContainText("app/infra/main.tf");
  await card(page).getByRole("button", { name: "Press it" }).click();
  await expect(row(page, "orders")).toContainText("pressed");
});

test("what is wrong with one function does not stop the others", async ({ page, site, scratch }) => {
  await page.goto(site.url);
  const repository = await write(join(scratch, "app"), {
    "template.yaml": `Resources:
  Good: {Type: AWS::Serverless::Function, Properties: {CodeUri: src, Handler: app.handler, Runtime: python3.13}}
  Gone: {Type: AWS::Serverless::Function, Properties: {CodeUri: nowhere, Handler: app.handler, Runtime: python3.13}}
  Bad: {Type: AWS::Serverless::Function, Properties: {CodeUri: src, Handler: app.other, Runtime: python3.13}}
  Node: {Type: AWS::Serverless::Function, Properties: {CodeUri: src, Handler: app.handler, Runtime: nodejs22.x}}
`,
    "src/app.py": "def handler(event, context):\n    return 1\n",
  });
  await drop(zone(page), [repository]);
  const findings = page.getByRole("region", { name: /^Findings/ });
  await expect(findings).toContainText("app/template.yaml:3");
  await expect(findings).toContainText("template-code");
  await expect(card(page)).toContainText('Node: its runtime is "nodejs22.x"');
  await card(page).getByRole("button", { name: "Press all" }).click();
  await expect(row(page, "Good")).toContainText("pressed");
  await expect(row(page, "Bad")).toContainText("refused");
  await expect(findings).toContainText("handler-missing-function");
  // sam deploy would look for the folder of each function.
  const build = page.getByRole("region", { name: "Build" });
  await expect(build.getByRole("button", { name: "Download build.zip" })).toBeDisabled();
  await expect(build.getByRole("button", { name: "Upload all" })).toHaveAttribute("aria-disabled", "true");
  await expect(build).toContainText('"Bad". The template cannot be deployed without them.');
});

test("folders with a handler each are offered too, and one package of them on demand", async ({
  page,
  site,
  scratch,
}) => {
  await page.goto(site.url);
  const code = "def handler(event, context):\n    return 1\n";
  await drop(zone(page), [await write(join(scratch, "two"), { "a/app.py": code, "b/app.py": code })]);
  await expect(card(page).getByRole("row")).toHaveCount(3);
  await card(page).getByRole("button", { name: "Press the drop as one package instead" }).click();
  await expect(card(page)).toBeHidden();
  await expect(new PressPage(page).press).toBeVisible();
});

test("folders with a handler each are packaged for the target of the page", async ({ page, site, scratch }) => {
  await page.goto(site.url);
  const code = "def handler(event, context):\n    return 1\n";
  await drop(zone(page), [await write(join(scratch, "one"), { "app.py": code })]);
  await page.getByLabel("Runtime", { exact: true }).selectOption("python3.12");
  await page.getByRole("radio", { name: "arm64" }).check();
  await drop(zone(page), [await write(join(scratch, "two"), { "app.py": code })]);
  await expect(card(page).getByRole("row")).toHaveCount(3);
  for (const id of ["one", "two"]) {
    await expect(row(page, id)).toContainText("python3.12");
    await expect(row(page, id)).toContainText("arm64");
  }
});

test("one function without a template is shown as ever", async ({ page, site, scratch }) => {
  await page.goto(site.url);
  const code = "def lambda_handler(event, context):\n    return 1\n";
  await drop(zone(page), [await write(join(scratch, "one"), { "lambda_function.py": code })]);
  await expect(new PressPage(page).press).toBeVisible();
  await expect(card(page)).toBeHidden();
});

test("what CDK has synthesized is pressed, and its template packaged", async ({ page, site, scratch }) => {
  await page.goto(site.url);
  const repository = await write(join(scratch, "repository"), cdkApp());
  await drop(zone(page), [repository]);
  await expect(card(page)).toContainText("repository/cdk.out/Shop.template.json");
  // The stack of the stage is a separate file.
  await expect(card(page)).toContainText("repository/cdk.out/assembly-Prod/ProdShop1A2B3C4D.template.json");
  await expect(card(page)).toContainText("Zipped5D6E7F80: its code is a zip already");
  await card(page).getByRole("button", { name: "Press it" }).click();
  await expect(row(page, "Orders9A1B0C2D")).toContainText("pressed");
  await page.getByRole("region", { name: "Build" }).getByLabel("Bucket").fill("my-bucket");
  const path = await downloaded(page, scratch, "Download the packaged template");
  const { Properties } = JSON.parse(await readFile(path, "utf8")).Resources.Orders9A1B0C2D;
  expect(Properties.Code.S3Bucket).toBe("my-bucket");
  expect(Properties.Code.S3Key).toMatch(/^[0-9a-f]{64}\.zip$/);
  const names = namesIn(await downloaded(page, scratch, "Download build.zip"));
  expect(names).toContain(".aws-sam/build/Orders9A1B0C2D/index.py");
  await card(page).getByRole("button", { name: "Show its 1 function or layer" }).click();
  await card(page).getByRole("button", { name: "Press it" }).click();
  // The function has the same asset as before.
  await expect(row(page, "Orders9A1B0C2D")).toContainText("unchanged");
});
