/** The command wheelpress on a repository that states functions: `--function`. */
import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { before, test } from "node:test";
import { cachedWheel } from "../e2e/tools.ts";
import { type Ended, project, run, scratchFolder } from "./project.ts";

let command: string;
before(async () => {
  command = join(await project(), "node_modules/wheelpress/cli.js");
});

const HANDLER = "def handler(event, context):\n    return 1\n";

/** A resource of a template. */
const stated = (id: string, type: string, properties: Record<string, string>) =>
  [`  ${id}:`, `    Type: AWS::Serverless::${type}`, "    Properties:"]
    .concat(Object.entries(properties).map(([name, value]) => `      ${name}: ${value}`))
    .join("\n");

const template = (...resources: string[]) =>
  `Transform: AWS::Serverless-2016-10-31\nResources:\n${resources.join("\n")}\n`;

const first = stated("First", "Function", {
  CodeUri: "one/",
  Handler: "app.handler",
  Runtime: "python3.12",
  Architectures: "[arm64]",
  Layers: "[!Ref Shared]",
});
const second = stated("Second", "Function", { CodeUri: "two/", Handler: "web.handler", Runtime: "python3.13" });
const layer = stated("Shared", "LayerVersion", { ContentUri: "layer/", CompatibleRuntimes: "[python3.12]" });
const code = {
  "one/app.py": `import shared\n${HANDLER}`,
  "two/web.py": HANDLER,
  "layer/python/shared.py": "x = 1\n",
};

/** Runs the command on a repository with these files. */
async function on(files: Record<string, string>, ...args: string[]): Promise<Ended> {
  const here = await scratchFolder();
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(here, "repo", path)), { recursive: true });
    await writeFile(join(here, "repo", path), text);
  }
  return run([process.execPath, command, ...args.map((arg) => (arg === "repo" ? join(here, arg) : arg))], here);
}

test("a function that a file states is planned with its files, its target and its layers", async () => {
  const check = async (files: Record<string, string>, args: string[], entries: string[], findings: RegExp = /^$/) => {
    const { stdout, stderr } = await on(files, "plan", "repo", "--json", ...args);
    const plan = JSON.parse(stdout || "{}") as {
      entries: { path: string }[];
      findings: { severity: string; message: string }[];
    };
    assert.deepEqual(plan.entries?.map(({ path }) => path).sort(), entries, stdout + stderr);
    const wrong = plan.findings.filter(({ severity }) => severity === "error").map(({ message }) => message);
    assert.match(wrong.join("\n"), findings);
  };
  const both = { ...code, "template.yaml": template(first, second, layer) };
  await check(both, ["--function", "First"], ["app.py"]);
  await check(both, ["--function", "repo/template.yaml:Second"], ["web.py"]);
  await check(both, ["--function", "Shared"], ["python/shared.py"]);
  await check(both, ["--function", "First", "--handler", "app.other"], ["app.py"], /"app\.other"|other/);
  await check({ ...code, "template.yaml": template(second) }, [], ["web.py"]);
});

test("of several functions one has to be named", async () => {
  const both = { ...code, "template.yaml": template(first, second, layer) };
  const check = async (args: string[], stderr: RegExp) => {
    const ended = await on(both, ...args);
    assert.deepEqual([ended.code, ended.stdout], [1, ""], ended.stderr);
    assert.match(ended.stderr, stderr);
  };
  const list =
    /^error: The paths state 2 functions.*\n {2}.*--function ID.*\n {2}First {2}function {2}python3\.12 {2}app\.handler {2}repo\/template\.yaml\n {2}Second .*\n$/;
  await check(["plan", "repo"], list);
  await check(["press", "repo", "-o", "x.zip"], list);
  await check(["plan", "repo", "--function", "Frist"], /^error: No file .* states "Frist"\n {2}Say --function First\n/);
  const { code: ended, stdout } = await on(both, "plan", "repo", "--json");
  assert.equal(ended, 1);
  assert.deepEqual(
    JSON.parse(stdout).functions.map(({ id }: { id: string }) => id),
    ["First", "Second"],
  );
  const none = await on({ "app.py": HANDLER }, "plan", "repo", "--function", "First");
  assert.match(none.stderr, /^error: No file .* states "First"\n {2}Leave out --function/);
});

test("what is stated with faults is not pressed as something else", async () => {
  const check = async (files: Record<string, string>, args: string[], stderr: RegExp) => {
    const ended = await on({ ...code, ...files }, "press", "repo", "-o", "x.zip", ...args);
    assert.deepEqual([ended.code, ended.stdout], [1, ""], ended.stderr);
    assert.match(ended.stderr, stderr);
  };
  const faulty = stated("Faulty", "Function", { CodeUri: "gone/", Handler: "a.b", Runtime: "python3.13" });
  const image = "  Image:\n    Type: AWS::Serverless::Function\n    Properties:\n      PackageType: Image";
  const named = /"gone[\s\S]*\nerror: "Faulty" of "repo\/template\.yaml" cannot be packaged\n {2}Correct/;
  await check({ "template.yaml": template(second, faulty) }, ["--function", "Faulty"], named);
  await check({ "template.yaml": template(second, faulty) }, ["--function", "repo/template.yaml:Faulty"], named);
  // What cannot be read may state it.
  await check({ "template.yaml": "Transform: [\n" }, ["--function", "one"], /cannot be read at [\s\S]*states "one"/);
  // Each file is judged by itself.
  const twice = {
    "template.yaml": template(second),
    "sub/template.yaml": template(faulty.replace("Faulty", "Second")),
  };
  await check(twice, ["--function", "repo/sub/template.yaml:Second"], /\nerror: "Second" of "repo\/sub\/template/);
  await check(twice, ["--function", "Second"], /^error: Several files state "Second"\n {2}Say it with its file/);
  // The faulty one may be meant.
  await check({ "template.yaml": template(second, faulty) }, [], named);
  await check({ "template.yaml": template(image) }, ["--function", "Image"], /^error: "Image" .* is not packaged: /);
  await check({ "template.yaml": template(faulty) }, [], /"gone[\s\S]*\nerror: "x\.zip" is not written/);
  await check({ "template.yaml": "Transform: [\n" }, [], /"repo\/template\.yaml" cannot be read at /);
  await check({ "serverless.yml": "service: [\n" }, [], /"repo\/serverless\.yml" cannot be read at /);
  await check({ "main.tf": 'resource "aws_lambda_function" "f" {{\n' }, [], /"repo\/main\.tf"/);
  const { code: ended, stdout } = await on(
    { ...code, "template.yaml": template(faulty) },
    ...["plan", "repo", "--function", "Faulty", "--json"],
  );
  const { findings } = JSON.parse(stdout);
  assert.deepEqual([ended, findings.length, findings[0].code], [1, 1, "template-code"]);
});

test("what is stated beside does not hinder", async () => {
  const check = async (files: Record<string, string>, args: string[], stderr: RegExp) => {
    const ended = await on({ ...code, ...files }, "press", "repo", "-o", "x.zip", ...args);
    assert.equal(ended.code, 0, ended.stderr);
    assert.match(ended.stderr, stderr);
  };
  const faulty = stated("Faulty", "Function", { CodeUri: "gone/", Handler: "a.b", Runtime: "python3.13" });
  const image = "  Image:\n    Type: AWS::Serverless::Function\n    Properties:\n      PackageType: Image";
  await check({ "template.yaml": template(second, faulty) }, ["--function", "Second"], /^Takes the function "Second"/);
  await check({ "template.yaml": template(second, image) }, [], /^Takes the function "Second"/);
  // A layer that is not there may be one of the function.
  const gone = stated("Gone", "LayerVersion", { ContentUri: "gone/" });
  const using = stated("Second", "Function", {
    ...{ CodeUri: "two/", Handler: "web.handler", Runtime: "python3.13", Layers: "[!Ref Gone]" },
  });
  await check({ "template.yaml": template(using, gone) }, ["--function", "Second"], /\nwarning: .*"gone/);
  // A layer with errors.
  const broken = { ...code, "layer/requirements.txt": "nowhere\n", "two/web.py": HANDLER };
  const shared = stated("Second", "Function", {
    ...{ CodeUri: "two/", Handler: "web.handler", Runtime: "python3.12", Layers: "[!Ref Shared]" },
  });
  const missing = /\nwarning: The layer "Shared" has errors .*\n {2}.*--function Shared/;
  const built = `${layer}\n    Metadata:\n      BuildMethod: python3.12`;
  await check({ ...broken, "template.yaml": template(shared, built) }, ["--function", "Second"], missing);
  // Files of examples are warnings.
  const whole = { "lambda_function.py": HANDLER.replace("handler", "lambda_handler") };
  await check(
    { ...whole, "docs/examples/template.yaml": "Transform: [\n" },
    ["--allow-errors"],
    /^warning: .*template/,
  );
  // Only images are stated.
  await check({ ...whole, "template.yaml": template(image) }, ["--allow-errors"], /warning: "Image" of /);
});

test("a function of a folder that no file states can be named", async () => {
  const files = { "one/app.py": HANDLER, "two/app.py": HANDLER };
  const { code: ended, stderr } = await on(files, "press", "repo", "-o", "x.zip", "--function", "one");
  assert.deepEqual([ended, stderr], [0, 'Takes the function "one"\n']);
});

test("dropped wheels that the function imports are packed, without requirements", async () => {
  const only = stated("Only", "Function", { CodeUri: "app/", Handler: "app.handler", Runtime: "python3.13" });
  const here = await scratchFolder();
  await mkdir(join(here, "repo/app"), { recursive: true });
  await writeFile(join(here, "repo/app/app.py"), `import annotated_types\n${HANDLER}`);
  await writeFile(join(here, "repo/template.yaml"), template(only));
  const wheel = cachedWheel("annotated_types-*");
  const { stdout, stderr } = await run([process.execPath, command, "plan", join(here, "repo"), wheel, "--json"], here);
  const plan = JSON.parse(stdout || "{}") as { distributions: { name: string }[] };
  assert.deepEqual(
    plan.distributions.map(({ name }) => name),
    ["annotated-types"],
    stderr,
  );
  // With what settings require, and not beside a layer that has it.
  await writeFile(join(here, "repo/wheelpress.toml"), 'requirements = ["idna"]\n');
  const both = await run(
    [process.execPath, command, "plan", join(here, "repo"), wheel, cachedWheel("idna-*"), "--json"],
    here,
  );
  const names = (JSON.parse(both.stdout || "{}") as typeof plan).distributions.map(({ name }) => name);
  assert.deepEqual(names.sort(), ["annotated-types", "idna"], both.stderr);
  await mkdir(join(here, "layer/python"), { recursive: true });
  await writeFile(join(here, "layer/python/annotated_types.py"), "");
  await writeFile(join(here, "repo/wheelpress.toml"), "");
  const args = ["plan", join(here, "repo"), wheel, "--in-layer", join(here, "layer"), "--json"];
  const layered = await run([process.execPath, command, ...args], here);
  assert.deepEqual((JSON.parse(layered.stdout || "{}") as typeof plan).distributions, [], layered.stderr);
});

test("the only function is pressed, and the command says so", async () => {
  const {
    code: ended,
    stdout,
    stderr,
  } = await on({ ...code, "template.yaml": template(second) }, "press", "repo", "-o", "x.zip");
  assert.equal(ended, 0, stderr);
  assert.equal(stderr, 'Takes the function "Second" that "repo/template.yaml" states\n');
  assert.match(stdout, /^x\.zip: 1 file, /);
});
