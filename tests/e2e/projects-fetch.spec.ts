/** Libraries of a dropped repository, from an index: each function gets those that it requires. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { drop } from "./drop.ts";
import { fetch, card as libraries, test } from "./fetch-page.ts";
import { write } from "./project-fixture.ts";
import { expect } from "./test.ts";

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Globals: {Function: {Runtime: python3.13, Handler: app.handler}}
Resources:
  Pages: {Type: AWS::Serverless::Function, Properties: {CodeUri: pages}}
  Mail: {Type: AWS::Serverless::Function, Properties: {CodeUri: mail, Architectures: [arm64]}}
  Plain: {Type: AWS::Serverless::Function, Properties: {CodeUri: plain}}
`;

const code = (module: string) => `import ${module}\n\n\ndef handler(event, context):\n    return ${module}.__name__\n`;

test("what functions of a repository require is fetched for each, once they were pressed", async ({
  page,
  site,
  index,
  scratch,
}) => {
  await page.goto(site.url);
  const repository = await write(join(scratch, "repository"), {
    "template.yaml": TEMPLATE,
    "pages/app.py": code("jinja2"),
    "pages/requirements.txt": "jinja2\n",
    "mail/app.py": code("markupsafe"),
    "mail/requirements.txt": `--index-url ${index.address("html")}\nmarkupsafe\n`,
    "plain/app.py": code("json"),
  });
  await drop(page.getByRole("main"), [repository]);
  const card = page.getByRole("region", { name: /^Functions of/ });
  await expect(libraries(page)).toBeHidden();
  await card.getByRole("button", { name: "Press all" }).click();
  await expect(card).toContainText("1 of 3 pressed");
  await expect(libraries(page)).toContainText("Missing: jinja2, markupsafe.");
  await expect(libraries(page)).toContainText(`Your files name ${index.address("html")}, which is asked first.`);
  const command = libraries(page).locator("pre");
  await expect(command).toContainText("manylinux_2_34_x86_64");
  await expect(command).toContainText("manylinux_2_34_aarch64");
  const before = (await index.asked()).length;
  await fetch(page, index.address("json"));
  await expect(libraries(page)).toContainText("Fetched libraries");
  // For each function, the indexes that its own files state are asked.
  const projects = (await index.asked()).slice(before).map(([, path]) => path);
  expect(projects.filter((path) => /^\/(?:json|html)\/simple\/\w+\/$/.test(path)).sort()).toEqual([
    "/html/simple/markupsafe/",
    "/json/simple/jinja2/",
    "/json/simple/markupsafe/",
  ]);
  await card.getByRole("button", { name: "Press all" }).click();
  await expect(card).toContainText("3 of 3 pressed");
  const event = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download build.zip" }).click();
  const zip = join(scratch, "build.zip");
  await (await event).saveAs(zip);
  const script = "import sys, zipfile\nprint('\\n'.join(zipfile.ZipFile(sys.argv[1]).namelist()))";
  const names = execFileSync("python3", ["-c", script, zip], { encoding: "utf8" }).trim().split("\n");
  const of = (id: string, end: RegExp) =>
    names.filter((name) => name.startsWith(`.aws-sam/build/${id}/`) && end.test(name));
  expect(of("Pages", /jinja2\/__init__\.py$/)).toHaveLength(1);
  expect(of("Pages", /_speedups.*x86_64-linux-gnu\.so$/)).toHaveLength(1);
  expect(of("Mail", /_speedups.*aarch64-linux-gnu\.so$/)).toHaveLength(1);
  expect(of("Mail", /jinja2/)).toEqual([]);
  expect(of("Plain", /./)).toEqual([".aws-sam/build/Plain/app.py"]);
});
