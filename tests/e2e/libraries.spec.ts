/** Which parts of libraries ship: requirements, extras, slimming, layers and architectures, through the page. */
import { createHash } from "node:crypto";
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { invoke, unpack } from "./lambda.ts";
import { PressPage } from "./press-page.ts";
import { expect, test } from "./test.ts";
import { cachedWheel, newestPython } from "./tools.ts";

const python = newestPython();
const tag = `cp${python.replace(".", "")}`;
const jinja = () => cachedWheel("jinja2-*");
const markupsafe = (platform: string) => cachedWheel(`markupsafe-*-${tag}-manylinux*${platform}`);

const page_ = 'import jinja2\n\ndef handler(event, context):\n    return jinja2.Template("{{ 6 * 7 }}").render()\n';

let press: PressPage;
test.beforeEach(async ({ page, site }) => {
  await page.goto(site.url);
  press = new PressPage(page);
});

/** Makes a folder with copies of files. */
async function folder(directory: string, name: string, files: string[]): Promise<string> {
  const path = join(directory, name);
  await mkdir(path, { recursive: true });
  for (const file of files) await copyFile(file, join(path, basename(file)));
  return path;
}

/** Makes the folder of a project. */
async function project(directory: string, files: Record<string, string>): Promise<string> {
  const path = join(directory, "project");
  await mkdir(path, { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeFile(join(path, name), text);
  return path;
}

const names = (rows: string[][]) => rows.map(([name]) => name);

const sha256 = async (path: string) =>
  createHash("sha256")
    .update(await readFile(path))
    .digest("base64");

test("a project takes from a wheelhouse what it requires, with the extras and groups chosen", async ({
  page,
  scratch,
}) => {
  const wheelhouse = await folder(scratch, "wheelhouse", [
    jinja(),
    ...["x86_64", "aarch64"].map(markupsafe),
    ...["idna-*", "click-*", "six-*"].map(cachedWheel),
  ]);
  const app = await project(scratch, {
    "function.py": page_,
    "pyproject.toml": `[project]
name = "app"
version = "1"
dependencies = ["jinja2"]
optional-dependencies = { names = ["idna"] }
[dependency-groups]
tools = ["click"]
`,
  });
  await press.drop(app, wheelhouse);
  await press.target({ python, handler: "function.handler" });
  await expect.poll(async () => names(await press.rows("Distributions"))).toEqual(["jinja2", "markupsafe"]);
  const saved = (await page.getByTitle(/, with what only it needs$/).all()).map((cell) => cell.getAttribute("title"));
  const [ofJinja, ofMarkupsafe] = (await Promise.all(saved)).map((title) =>
    Number.parseInt(title?.replaceAll(",", "") ?? "", 10),
  );
  expect(ofJinja, "jinja2 takes markupsafe along").toBeGreaterThan(ofMarkupsafe as number);
  expect(ofMarkupsafe, "jinja2 needs markupsafe").toBeGreaterThan(0);
  expect(names(await press.rows("Left out")).sort()).toEqual(["click", "idna", "markupsafe", "six"]);
  const foreign = (await press.rows("Left out")).find(([name]) => name === "markupsafe");
  expect(foreign?.[3], "why").toContain("architecture");
  for (const [, , size] of await press.rows("Left out")) expect(size).toMatch(/^[\d.,]+ (bytes|[KM]iB)$/);

  await page.getByRole("group", { name: "Extras" }).getByRole("checkbox", { name: "names" }).check();
  await expect.poll(async () => names(await press.rows("Distributions"))).toContain("idna");
  await page.getByRole("group", { name: "Dependency groups" }).getByRole("checkbox", { name: "tools" }).check();
  await expect.poll(async () => names(await press.rows("Distributions"))).toContain("click");

  const { zip } = await press.pressAndDownload(scratch);
  expect(await invoke(zip, { python, handler: "function.handler", event: {} })).toBe("42");
  const paths = (await unpack(zip, join(scratch, "unpacked"), python)).map(({ path }) => path);
  expect(paths).toContain("idna/core.py");
  expect(paths.filter((path) => path.includes("aarch64") || path.startsWith("six"))).toEqual([]);
});

test("a requirement that no wheel meets is named, with its chain", async ({ scratch }) => {
  const app = await project(scratch, { "function.py": page_, "requirements.txt": "jinja2\n" });
  await press.drop(app, jinja());
  await press.target({ python });
  await expect.poll(async () => (await press.findings()).join("\n")).toContain("requirement-missing");
  const [finding] = (await press.findings()).filter((text) => text.includes("requirement-missing"));
  expect(finding).toMatch(/markupsafe/i);
  expect(finding).toContain("jinja2");
});

test("function and layer apart: the layer stays while the function changes", async ({ page, scratch }) => {
  const app = await project(scratch, { "function.py": page_ });
  const pressed = async () => {
    await press.drop(app, jinja(), markupsafe("x86_64"));
    await press.target({ python, handler: "function.handler" });
    await page.getByRole("checkbox", { name: "Split into function and layer" }).check();
    const zips = await press.pressAll("Press", 2, scratch);
    expect(Object.keys(zips).sort()).toEqual(["function.zip", "layer.zip"]);
    const [zip, layer] = [zips["function.zip"] as string, zips["layer.zip"] as string];
    const inFunction = await unpack(zip, join(scratch, "unpacked"), python);
    expect(inFunction.map(({ path }) => path)).toEqual(["function.py"]);
    const answer = await invoke(zip, { python, handler: "function.handler", event: {}, layers: [layer] });
    return { answer, function: await sha256(zip), layer: await sha256(layer) };
  };
  const before = await pressed();
  expect(before.answer).toBe("42");
  await writeFile(join(app, "function.py"), page_.replace("6 * 7", "6 * 6"));
  await page.reload();
  const after = await pressed();
  expect(after.answer).toBe("36");
  expect(after.layer).toBe(before.layer);
  expect(after.function).not.toBe(before.function);
});

test("one click for both architectures", async ({ scratch }) => {
  const app = await project(scratch, { "function.py": page_ });
  await press.drop(app, jinja(), markupsafe("x86_64"), markupsafe("aarch64"));
  await press.target({ python, handler: "function.handler" });
  const zips = await press.pressAll("Press for both", 2, scratch);
  const libraries: string[] = [];
  for (const [name, zip] of Object.entries(zips)) {
    const unpacked = await unpack(zip, join(scratch, "unpacked", name), python);
    libraries.push(...unpacked.map(({ path }) => path).filter((path) => path.endsWith(".so")));
    if (name.includes("x86_64"))
      expect(await invoke(zip, { python, handler: "function.handler", event: {} })).toBe("42");
  }
  expect(libraries.map((path) => path.match(/(x86_64|aarch64)-linux-gnu/)?.[1]).sort()).toEqual(["aarch64", "x86_64"]);
});

test("slimming takes out what it said it would, and says so", async ({ page, scratch }) => {
  const app = await project(scratch, { "function.py": page_ });
  await press.drop(app, jinja(), markupsafe("x86_64"));
  await press.target({ python, handler: "function.handler" });
  const whole = await press.pressAndDownload(await folder(scratch, "whole", []));
  for (const name of [/^Type stubs/, /^C, C\+\+ and Cython sources/, /^Unread dist-info/])
    await page.getByRole("checkbox", { name }).check();
  await expect.poll(async () => (await press.findings()).filter((text) => text.includes("slimmed")).length).toBe(3);
  const slim = await press.pressAndDownload(await folder(scratch, "slim", []));
  expect(slim.unzippedSize).toBeLessThan(whole.unzippedSize);
  const left = async (zip: string, name: string) =>
    (await unpack(zip, join(scratch, name, "unpacked"), python)).map(({ path }) => path);
  const [before, after] = [await left(whole.zip, "whole"), await left(slim.zip, "slim")];
  expect(before.filter((path) => /\.(pyi|c)$|py\.typed$/.test(path)).length).toBeGreaterThan(0);
  expect(after.filter((path) => /\.(pyi|c)$|py\.typed$/.test(path))).toEqual([]);
  expect(await invoke(slim.zip, { python, handler: "function.handler", event: {} })).toBe("42");
});

test("what the runtime has can be left out", async ({ page, scratch }) => {
  const app = await project(scratch, { "function.py": "def handler(event, context):\n    return 1\n" });
  await press.drop(app, cachedWheel("boto3-*"), cachedWheel("jmespath-*"), cachedWheel("idna-*"));
  await press.target({ python });
  await page.getByRole("checkbox", { name: /^What the runtime has/ }).check();
  await expect.poll(async () => names(await press.rows("Left out"))).toEqual(["boto3", "jmespath"]);
  expect(names(await press.rows("Distributions"))).toEqual(["idna"]);
  await page.getByRole("button", { name: "Pack them too" }).click();
  await expect.poll(async () => names(await press.rows("Distributions"))).toEqual(["boto3", "idna", "jmespath"]);
});
