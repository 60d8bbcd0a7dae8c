/** Findings that offer a fix. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expectAccessible } from "./accessible.ts";
import { PressPage } from "./press-page.ts";
import { expect, test } from "./test.ts";
import { cachedWheel } from "./tools.ts";
import { wheel } from "./zip.ts";

test("a click makes the package for the wheels at hand, and is undone", async ({ page, site, scratch }) => {
  await page.goto(site.url);
  const press = new PressPage(page);
  const file = join(scratch, "app.py");
  await writeFile(file, "import cffi\n\n\ndef handler(event, context):\n    return cffi.__version__\n");
  await press.drop(file, cachedWheel("cffi-*cp313*aarch64*"));
  // The architecture follows the wheel, unless the user has chosen one.
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

test("a library that a layer has is told by a click, and looked for again", async ({ page, site, scratch }) => {
  await page.goto(site.url);
  const press = new PressPage(page);
  const file = join(scratch, "app.py");
  await writeFile(file, "import pandas\n\n\ndef handler(event, context):\n    return pandas.__version__\n");
  await press.drop(file);
  const findings = page.getByRole("region", { name: /^Findings/ });
  await findings.getByRole("button", { name: "It comes with a layer: pandas" }).click();
  await expect(findings).toContainText("Done: It comes with a layer: pandas.");
  await expect(findings.getByText("import-missing")).toBeHidden();
  const instead = page.getByRole("region", { name: "Changed requirements" });
  await expect(instead).toContainText("pandas: comes with a layer");
  await expectAccessible(page, "with a module that a layer has");
  await press.pressAndDownload(scratch);
  await instead.getByRole("button", { name: "Undo: look for pandas again" }).click();
  await expect(findings.getByText("import-missing")).toBeVisible();
  await expect(instead).toBeHidden();
});

test("a file is left out by a line of .lambdaignore, which is undone", async ({ page, site, scratch }) => {
  await page.goto(site.url);
  const press = new PressPage(page);
  const folder = join(scratch, "shop");
  await mkdir(join(folder, "tools"), { recursive: true });
  await writeFile(
    join(folder, "app.py"),
    "def later():\n    import tools.bad\n\n\ndef handler(event, context):\n    return 1\n",
  );
  await writeFile(join(folder, "tools/__init__.py"), "");
  await writeFile(join(folder, "tools/bad.py"), "x = = 1\n");
  await writeFile(join(folder, ".lambdaignore"), "*.md");
  await press.drop(folder);
  const findings = page.getByRole("region", { name: /^Findings/ });
  const code = findings.getByText("syntax-error", { exact: true });
  await expect(code).toBeVisible();
  await expect(page.getByTestId("entries-count")).toHaveText("3");
  await findings.getByRole("button", { name: "Add to .lambdaignore" }).click();
  await expect(code).toBeHidden();
  await expect(page.getByTestId("entries-count")).toHaveText("2");
  await findings.getByRole("button", { name: "Undo" }).click();
  await expect(code).toBeVisible();
  await expect(page.getByTestId("entries-count")).toHaveText("3");
});

test("a command of a finding is copied", async ({ page, site, scratch, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.goto(site.url);
  const press = new PressPage(page);
  const file = join(scratch, "six-1.17.0.tar.gz");
  await writeFile(file, "");
  await press.drop(file);
  const findings = page.getByRole("region", { name: /^Findings/ });
  await findings.getByRole("button", { name: "Copy the command" }).click();
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  await expect.poll(copied).toBe("pip wheel --no-deps six-1.17.0.tar.gz");
  // The page reports that it is done, and there is nothing to undo.
  await expect(findings).toContainText("Done: Copy the command.");
  await expect(findings.getByRole("button", { name: "Undo" })).toHaveCount(0);
});

test("a web application without a handler gets one by a click, which is undone", async ({ page, site, scratch }) => {
  await page.goto(site.url);
  const press = new PressPage(page);
  const folder = join(scratch, "shop");
  await mkdir(folder);
  await writeFile(join(folder, "main.py"), "from fastapi import FastAPI\n\napi = FastAPI()\n");
  await press.drop(folder);
  const findings = page.getByRole("region", { name: /^Findings/ });
  await expect(findings).toContainText('"api" of "main.py" is a web application');
  await findings.getByRole("button", { name: "Write lambda_function.py" }).click();
  await expect(findings).toContainText("Done: Write lambda_function.py.");
  await expect(press.handler).toHaveValue("lambda_function.lambda_handler");
  await expect(findings).not.toContainText("handler-missing");
  // Its requirement is shown as a library to get, like any other.
  await expect(page.getByRole("region", { name: /^Get the libraries/ })).toContainText("mangum");
  await page.getByRole("heading", { name: "Editor" }).click();
  await expect(page.getByRole("textbox", { name: "Text of shop/lambda_function.py" })).toContainText(
    "mangum.Mangum(api)",
  );
  await findings.getByRole("button", { name: "Undo" }).click();
  await expect(findings).toContainText("handler-missing");
  await findings.getByRole("button", { name: "Write lambda_function.py" }).click();
  const wheels = ["mangum", "fastapi"].map((name) => {
    const text =
      name === "mangum" ? "class Mangum:\n    def __init__(self, app): self.app = app\n" : "class FastAPI: ...\n";
    const { fileName, data } = wheel({ name, files: [{ name: `${name}/__init__.py`, data: text }] });
    return { path: join(scratch, fileName), data };
  });
  for (const { path, data } of wheels) await writeFile(path, data);
  await press.drop(...wheels.map(({ path }) => path));
  await press.pressAndDownload(scratch);
});

test("a folder in a folder takes its place by a click, and then its requirements count", async ({
  page,
  site,
  scratch,
}) => {
  await page.goto(site.url);
  const press = new PressPage(page);
  const inner = join(scratch, "copy/my-app");
  await mkdir(inner, { recursive: true });
  await writeFile(join(inner, "app.py"), "def handler(event, context):\n    return 1\n");
  await writeFile(join(inner, "requirements.txt"), "six\n");
  await press.drop(join(scratch, "copy"));
  await expect(press.handler).toHaveValue("my-app.app.handler");
  await page.getByRole("button", { name: "Take the folder away" }).click();
  await expect(press.handler).toHaveValue("app.handler");
  await expect(press.source("my-app")).toBeVisible();
  const findings = page.getByRole("region", { name: /^Findings/ });
  await expect(findings).toContainText('"six" is required by "my-app/requirements.txt"');
  await findings.getByRole("button", { name: "Undo" }).click();
  await expect(press.source("copy")).toBeVisible();
});
