/** The example page of dist/npm, used as its reader would use it. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "./test.ts";
import { cachedWheel } from "./tools.ts";

const handler = "import six\n\ndef handler(event, context):\n    return six.ensure_str('pressed')\n";
const function_ = { name: "function.py", mimeType: "text/x-python", buffer: Buffer.from(handler) };
const six = cachedWheel("six-*");

test.beforeEach(({ page, bench }) => page.goto(`${bench.url}/wheelpress/example.html`).then(() => {}));

test("picked files become a package to download", async ({ page, scratch }) => {
  const wheel = { name: six.replace(/^.*\//, ""), mimeType: "", buffer: readFileSync(six) };
  await page.getByLabel("Python files and wheels").setInputFiles([function_, wheel]);
  await page.getByRole("button", { name: "Press" }).click();
  const link = page.getByRole("link", { name: "Download function.zip" });
  await expect(link).toBeVisible();
  const downloading = page.waitForEvent("download");
  await link.click();
  const zip = join(scratch, "function.zip");
  await (await downloading).saveAs(zip);
  const sha256 = createHash("sha256").update(readFileSync(zip)).digest("base64");
  await expect(page.getByRole("status")).toContainText(`CodeSha256 ${sha256}`);
  const script = "import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); assert not z.testzip(); print(*z.namelist())";
  const names = execFileSync("python3", ["-c", script, zip], { encoding: "utf8" }).trim().split(" ");
  expect(names).toEqual(expect.arrayContaining(["function.py", "six.py"]));
});

test("what is wrong is told with its hint", async ({ page }) => {
  await page.getByLabel("Python files and wheels").setInputFiles([function_]);
  await page.getByLabel("Handler").fill("other.handler");
  await page.getByRole("button", { name: "Press" }).click();
  await expect(page.getByRole("status")).toContainText(/other.*\. /);
});
