/**
 * Libraries that are there, but do not fit the target: "Fetch" gets the same versions for the target, and these take
 * their place.
 */
import { execFile } from "node:child_process";
import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { drop } from "./drop.ts";
import { card, dropped, fetch, othersAsked, pressFetched, project, python, sourceOf, test } from "./fetch-page.ts";
import { invoke } from "./lambda.ts";
import { expect } from "./test.ts";
import { cachedWheel } from "./tools.ts";

const CPYTHON = `cp${python.replace(".", "")}`;
const FOR_MACOS = `markupsafe-*-${CPYTHON}-macosx*`;
const FOR_X86_64 = `markupsafe-*-${CPYTHON}-*manylinux*x86_64*`;
const FOR_ARM64 = `markupsafe-*-${CPYTHON}-*manylinux*aarch64*`;
const MARKUPSAFE =
  "import markupsafe\n\ndef lambda_handler(event, context):\n    return markupsafe.escape('<').upper()\n";
const JINJA =
  "import jinja2\n\ndef lambda_handler(event, context):\n    return jinja2.Template('{{ 6 * 7 }}').render()\n";

interface Case {
  name: string;
  handler?: string;
  requirements?: string;
  /** Where the wheels are unpacked: below the folder of the function, or nowhere. */
  place: ".venv" | "." | "wheels";
  wheels: string[];
  architecture?: "arm64";
  answer?: string;
}

const CASES: Case[] = [
  { name: "a wheel for macOS", place: "wheels", wheels: [FOR_MACOS] },
  { name: "a folder of pip install --target on macOS", place: ".", wheels: [FOR_MACOS] },
  { name: "a virtualenv of macOS", place: ".venv", wheels: [FOR_MACOS] },
  {
    name: "a virtualenv of macOS, and requirements without versions",
    requirements: "markupsafe\n",
    place: ".venv",
    wheels: [FOR_MACOS],
  },
  {
    name: "a virtualenv of macOS, and requirements that name another library",
    handler: JINJA,
    requirements: "jinja2\n",
    place: ".venv",
    wheels: [FOR_MACOS, "jinja2-*"],
    answer: "42",
  },
  {
    name: "a virtualenv of x86_64 for arm64",
    requirements: "MarkupSafe>=3\n",
    place: ".venv",
    wheels: [FOR_X86_64],
    architecture: "arm64",
  },
];

async function unfitProject(scratch: string, { handler, requirements, place, wheels }: Case): Promise<string> {
  const files = {
    "lambda_function.py": handler ?? MARKUPSAFE,
    ...(requirements && { "requirements.txt": requirements }),
  };
  const app = await project(scratch, files);
  const site = place === ".venv" ? join(app, `.venv/lib/python${python}/site-packages`) : app;
  await mkdir(site, { recursive: true });
  if (place === ".venv") await writeFile(join(app, ".venv/pyvenv.cfg"), `home = /usr/bin\nversion = ${python}.0\n`);
  for (const wheel of wheels.map(cachedWheel)) {
    if (place === "wheels") await copyFile(wheel, join(app, basename(wheel)));
    else await promisify(execFile)("unzip", ["-q", wheel, "-d", site]);
  }
  return app;
}

for (const one of CASES) {
  test(`${one.name}: what is missing is fetched, and replaces it`, async ({ page, site, index, scratch }) => {
    const press = await dropped(page, site, await unfitProject(scratch, one));
    if (one.architecture) await press.target({ architecture: one.architecture });
    const version = basename(cachedWheel(FOR_MACOS)).split("-")[1];
    await expect(card(page)).toContainText(`Missing: markupsafe==${version}.`);
    const asked = othersAsked(page);
    await fetch(page, index.address("json"));
    await expect(sourceOf(press, one.architecture ? FOR_ARM64 : FOR_X86_64)).toBeVisible();
    const projects = asked.filter((url) => /\/simple\/[^/]+\/$/.test(url)).map((url) => url.split("/").at(-2));
    expect(projects).toEqual(["markupsafe"]);
    const { zip } = await pressFetched(press, scratch);
    await expect(card(page)).not.toContainText("Missing:");
    if (one.architecture) return;
    const answer = await invoke(zip, { python, handler: "lambda_function.lambda_handler", event: {} });
    expect(answer).toBe(one.answer ?? "&LT;");
  });
}

test("if nothing is named, the card says that nothing was fetched", async ({ page, site, index, scratch }) => {
  await dropped(page, site, await project(scratch, { "lambda_function.py": JINJA }));
  await card(page).getByLabel("Libraries", { exact: true }).fill("");
  const asked = othersAsked(page);
  await fetch(page, index.address("json"));
  await expect(card(page).getByRole("alert")).toContainText("Nothing was fetched");
  expect(asked).toEqual([]);
});

test("the example that is broken on purpose leads to no stranger's library", async ({ page, site, index }) => {
  await page.goto(site.url);
  await page.getByRole("button", { name: "Broken on purpose" }).click();
  await expect(card(page)).toContainText("Missing: wheelpress-example-greeting==1.0+example.");
  await fetch(page, index.address("json"));
  await expect(card(page).getByRole("alert")).toContainText("wheelpress-example-greeting");
});

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Globals: {Function: {Runtime: python${python}, Handler: lambda_function.lambda_handler}}
Resources:
  Pages: {Type: AWS::Serverless::Function, Properties: {CodeUri: app}}
  Mail: {Type: AWS::Serverless::Function, Properties: {CodeUri: app, Architectures: [arm64]}}
`;

test("functions of a repository get what fits each of them", async ({ page, site, index, scratch }) => {
  await page.goto(site.url);
  await unfitProject(scratch, { name: "", place: ".", wheels: [FOR_MACOS] });
  await writeFile(join(scratch, "template.yaml"), TEMPLATE);
  await drop(page.getByRole("main"), [join(scratch, "app"), join(scratch, "template.yaml")]);
  const functions = page.getByRole("region", { name: /^Functions of/ });
  await functions.getByRole("button", { name: "Press all" }).click();
  await expect(card(page)).toContainText("Missing: markupsafe==");
  await fetch(page, index.address("json"));
  await expect(card(page)).toContainText("Fetched libraries");
  await functions.getByRole("button", { name: "Press all" }).click();
  await expect(functions).toContainText("2 of 2 pressed");
});
