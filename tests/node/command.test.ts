/** The command wheelpress, as people and scripts use it. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { copyFile, link, lstat, mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { before, beforeEach, test } from "node:test";
import { cachedWheel } from "../e2e/tools.ts";
import { type Ended, project, run, scratchFolder } from "./project.ts";

const source = "import xmltodict\n\ndef handler(event, context):\n    return xmltodict.parse('<a/>')\n";
const library = basename(cachedWheel("xmltodict-*"));

let command: string;
before(async () => {
  command = join(await project(), "node_modules/wheelpress/cli.js");
});

/** The working directory of the command: a function in "app", one without its library in "alone.py", and a wheel. */
let here: string;
beforeEach(async () => {
  here = await scratchFolder();
  await mkdir(join(here, "app"));
  await writeFile(join(here, "app/function.py"), source);
  await writeFile(join(here, "alone.py"), "def handler(event, context):\n    return 1\n");
  await copyFile(cachedWheel("xmltodict-*"), join(here, library));
});

const wheelpress = (...args: string[]): Promise<Ended> => run([process.execPath, command, ...args], here);

/** The expected exit code and output. Nothing may be printed to a stream that is not named. */
interface Expected {
  code: number;
  stdout?: RegExp;
  stderr?: RegExp;
}

async function check(args: string[], { code, stdout = /^$/, stderr = /^$/ }: Expected): Promise<void> {
  const ended = await wheelpress(...args);
  const what = `wheelpress ${args.join(" ")}: ${ended.stdout}${ended.stderr}`;
  assert.equal(ended.code, code, what);
  assert.match(ended.stdout, stdout, what);
  assert.match(ended.stderr, stderr, what);
}

test("help and version", async () => {
  const { version } = JSON.parse(await readFile(join(command, "../package.json"), "utf8"));
  await check(["--version"], { code: 0, stdout: new RegExp(`^${version}\n$`) });
  await check(["--help"], {
    code: 0,
    stdout: /wheelpress press PATH.*\n.*wheelpress plan PATH[\s\S]*Exit codes:\n {2}0/,
  });
  await check(["help"], { code: 0, stdout: /wheelpress press/ });
  await check(["press", "--help"], { code: 0, stdout: /-o, --output FILE[\s\S]*--allow-errors/ });
  await check(["plan", "-h"], { code: 0, stdout: /--split[\s\S]*--json/ });
});

test("npx finds it", async () => {
  const { code, stdout, stderr } = await run(
    ["npx", "--offline", "wheelpress", "--version"],
    join(command, "../../.."),
  );
  assert.equal(code, 0, stderr);
  assert.match(stdout, /^\d+\.\d+\.\d+\n$/);
});

test("what cannot be done as it is said: 2, and what to do", async () => {
  const usage = (args: string[], message: string, hint = "") =>
    check(args, { code: 2, stderr: new RegExp(`^error: .*${message}.*\n  .*${hint}.*\n$`) });
  await usage([], "There is no command", "press or plan");
  await usage(["squeeze"], '"squeeze" is not known', "press or plan");
  await usage(["plan"], "There is no path");
  await usage(["press", "app"], "There is no output", "-o function.zip");
  await usage(["plan", "app", "--runtme", "python3.13"], '"--runtme" is not known', "--runtime;");
  await usage(["press", "app", "-o", "out/"], '"out/" names a folder', "out/function.zip");
  await usage(["plan", "app", "--frobnicate"], '"--frobnicate" is not known', "--help");
  await usage(["plan", "app", "-x"], '"-x" is not known');
  await usage(["plan", "app", "--output", "x.zip"], '"plan" has no option "--output"', "plan --help");
  await usage(["press", "app", "-o", "x.zip", "--split"], '"press" has no option "--split"');
  await usage(["press", "app", "-o"], '"-o" has no value', "-o FILE");
  await usage(["press", "app", "-o", "--json"], '"-o" has no value');
  await usage(["press", "app", "--output="], '"--output" has an empty value');
  await usage(["press", "app", "-o", "a.zip", "-o", "b.zip"], '"-o" is given twice');
  await usage(["plan", "app", "--json=yes"], '"--json" takes no value');
  await usage(["plan", "app", "--runtime", "python2.7"], '"--runtime" cannot be "python2.7"', "python3.13");
  await usage(["plan", "app", "--architecture=arm"], '"--architecture" cannot be "arm"', "x86_64, arm64");
  await usage(["plan", "app", "--slim", "tests,all"], '"--slim" cannot be "all"', "dist-info");
  await usage(["plan", "app", "--layers-unzipped-size", "big"], 'cannot be "big"', "30MiB");
  await usage(["plan", "app", "--workers", "0"], '"--workers" cannot be "0"', "from 1");
  await usage(["plan", "nowhere"], '"nowhere" cannot be read: there is no such file or folder', "Check the path");
  await usage(
    ["plan", "app", "alone.py", "app/../../nowhere/alone.py"],
    '"app/../../nowhere/alone.py" has the name of',
  );
  await usage(["press", "app", "-o", "nowhere/x.zip"], '"nowhere/x.zip" is not there', "write elsewhere");
  await usage(["press", "alone.py", "-o", "app"], '"app" is not a file');
  await usage(["press", "app", library, "-o", "x.zip", "--layer", "./x.zip"], "are one file");
  assert.deepEqual((await readdir(here)).sort(), ["alone.py", "app", library], "nothing is left behind");
});

test("a plan: what is in it, and 1 where something would fail", async () => {
  await check(["plan", "app", library], {
    code: 0,
    stdout: /^\d+ files, [\d,]+ bytes unzipped\n {2}xmltodict 1\.\d+\.\d+\n$/,
  });
  await check(["plan", "app", library, "--handler", "other.handler"], {
    code: 1,
    stdout: /^\d+ files/,
    stderr: /^error: The handler "other.handler" .*\(handler-missing-module\)\n {2}\S.*\n/,
  });
  await check(["plan", "app"], {
    code: 1,
    stdout: /^1 file, /,
    stderr: /^error: .*"xmltodict".*\(import-missing\)\n {2}/,
  });
  const { code, stdout, stderr } = await wheelpress(
    "plan",
    "app",
    library,
    "--json",
    "--split",
    "--slim=dist-info,typing",
  );
  assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
  const plan = JSON.parse(stdout);
  assert.deepEqual(
    plan.distributions.map(({ name }: { name: string }) => name),
    ["xmltodict"],
  );
  assert.ok(
    plan.entries.some(({ path, layer }: { path: string; layer?: boolean }) => path === "python/xmltodict.py" && layer),
  );
  const broken = await wheelpress("plan", "app", "--json");
  assert.deepEqual({ code: broken.code, stderr: broken.stderr }, { code: 1, stderr: "" });
  assert.ok(JSON.parse(broken.stdout).findings.some(({ code }: { code: string }) => code === "import-missing"));
});

test("a package is written whole, or not at all", async () => {
  const zip = join(here, "function.zip");
  await writeFile(zip, "older");
  await check(["press", "app", "-o", "function.zip"], {
    code: 1,
    stderr:
      /\(import-missing\)\n[\s\S]*error: "function.zip" is not written: there is an error\n {2}.*--allow-errors\n$/,
  });
  assert.equal(await readFile(zip, "utf8"), "older");
  const refused = await wheelpress("press", "app", "-o", "function.zip", "--json");
  assert.deepEqual({ code: refused.code, stderr: refused.stderr }, { code: 1, stderr: "" });
  const { error, findings } = JSON.parse(refused.stdout);
  assert.match(error, /"xmltodict"/);
  assert.equal(findings[0].code, "import-missing");
  assert.equal(await readFile(zip, "utf8"), "older");

  const done = /^function\.zip: \d+ files?, [\d,]+ bytes, [\d,]+ unzipped\nCodeSha256 (\S{44})\n$/;
  await check(["press", "app", "-o", "function.zip", "--allow-errors"], { code: 0, stdout: done, stderr: /^error: / });
  const { stdout } = await wheelpress("press", "app", library, "-o", "function.zip");
  const digest = Buffer.from(await crypto.subtle.digest("SHA-256", await readFile(zip))).toString("base64");
  assert.equal(done.exec(stdout)?.[1], digest);
  // If the output is a link, it stays, and its target is written.
  await writeFile(join(here, "elsewhere"), "elsewhere");
  await symlink("elsewhere", join(here, "linked.zip"));
  await check(["press", "app", library, "-o", "linked.zip"], { code: 0, stdout: /^linked\.zip: / });
  assert.deepEqual(await readFile(join(here, "elsewhere")), await readFile(zip));
  assert.ok((await lstat(join(here, "linked.zip"))).isSymbolicLink());
  const expected = ["alone.py", "app", "elsewhere", "function.zip", "linked.zip", library];
  assert.deepEqual((await readdir(here)).sort(), expected, "nothing is left behind");
});

test("libraries go into a layer of their own", async () => {
  const args = ["press", "app", library, "-o", "function.zip", "--layer", "layer.zip"];
  await check(args, {
    code: 0,
    stdout: /^function\.zip: 1 file, .*\nCodeSha256 .*\nlayer\.zip: \d+ files, .*\nCodeSha256 /,
  });
  const { stdout } = await wheelpress(...args, "--json");
  const { layer, codeSha256, output } = JSON.parse(stdout);
  assert.deepEqual([output, layer.output], ["function.zip", "layer.zip"]);
  assert.notEqual(layer.codeSha256, codeSha256);
  await writeFile(join(here, "layer.zip"), "older");
  const none = ["press", "alone.py", "-o", "function.zip", "--layer", "layer.zip"];
  await check(none, { code: 0, stdout: /layer\.zip: not written, there are no libraries\n$/ });
  assert.equal(await readFile(join(here, "layer.zip"), "utf8"), "older");
});

test("an input is never overwritten", async () => {
  const refuse = (args: string[], message: string) =>
    check(["press", ...args, "--allow-errors"], {
      code: 2,
      stderr: new RegExp(`^error: .*${message}.*\n  Write it elsewhere\n$`),
    });
  const bytes = await readFile(join(here, library));
  await refuse(["app", library, "-o", library], `is the input "${library}"`);
  await refuse(["app", library, "-o", `./app/../${library}`], `is the input "${library}"`);
  await refuse(["app", "-o", "app/function.py"], 'lies in the input "app"');
  await refuse(["app", "-o", "app/new.zip"], 'lies in the input "app", and would be in the next package');
  await refuse([".", "-o", "new.zip"], 'lies in the input "."');
  await refuse(["app", library, "-o", "new.zip", "--layer", library], `is the input "${library}"`);
  // The same files under other names: a link to the folder, a second name of the file, a link to it, and a link inside
  // the input.
  await symlink("app", join(here, "also-app"));
  await refuse(["app", "-o", "also-app/new.zip"], 'lies in the input "app"');
  await refuse(["also-app", "-o", "app/new.zip"], 'lies in the input "also-app"');
  await link(join(here, library), join(here, "second.zip"));
  await refuse(["app", library, "-o", "second.zip"], `is the input "${library}"`);
  await symlink(library, join(here, "link.zip"));
  await refuse(["app", library, "-o", "link.zip"], `is the input "${library}"`);
  await symlink(`../${library}`, join(here, "app", library));
  await refuse(["app", "-o", library], `is the input "app/${library}"`);
  assert.deepEqual(await readFile(join(here, library)), bytes);
  assert.equal(await readFile(join(here, "app/function.py"), "utf8"), source);
});

test("names that would command a terminal are printed as text", async () => {
  const name = "\u001b[2Jevil-1.0-py3-none-any.whl";
  await writeFile(join(here, name), "no wheel");
  const { stderr } = await wheelpress("plan", "app", library, name);
  assert.match(stderr, /\\u001b\[2Jevil-1\.0/);
  assert.ok(!stderr.includes("\u001b"));
  // A line that a file name begins would look like one of the program.
  for (const [name, shown] of [
    ["a\nerror: b-1.0-py3-none-any.whl", "a\\u000aerror: b"],
    ["\u202ec-1.0-py3-none-any.whl", "\\u202ec"],
  ] as const) {
    await writeFile(join(here, name), "no wheel");
    const { stderr } = await wheelpress("plan", "app", library, name);
    assert.ok(stderr.includes(shown), stderr);
    assert.doesNotMatch(stderr, /^error: b|\u202e/m);
  }
});

test("an interrupted command leaves nothing behind", async () => {
  const big = Array.from({ length: 3_000_000 }, (_, n) => `${(n * 7919) % 100_003}\n`).join("");
  for (const name of ["a", "b", "c"]) await writeFile(join(here, `app/${name}.txt`), name + big);
  const args = [command, "press", "app", library, "-o", "function.zip", "--compression", "best"];
  const child = spawn(process.execPath, args, { cwd: here, stdio: "ignore" });
  const ended = new Promise((resolve) => child.on("exit", (code, signal) => resolve(signal ?? code)));
  await new Promise((resolve) => setTimeout(resolve, 1000));
  child.kill("SIGINT");
  // On a busy machine it may not handle the signal yet. Then the system ends it.
  assert.ok([130, "SIGINT"].includes((await ended) as number));
  assert.deepEqual((await readdir(here)).sort(), ["alone.py", "app", library]);
});

test("a wheelpress.toml says what the options do not", async () => {
  const settings = join(here, "app/wheelpress.toml");
  await writeFile(
    settings,
    'runtime = "python3.12"\nhandler = "function.handler"\noverrides = { xmltodict = false }\n',
  );
  const planned = async (...args: string[]) => {
    const { stdout } = await wheelpress("plan", "app", library, "--json", ...args);
    return JSON.parse(stdout) as { entries: { path: string }[]; findings: { code: string; message: string }[] };
  };
  const plan = await planned();
  assert.deepEqual(
    plan.entries.map(({ path }) => path),
    ["function.py"],
    "without the file itself, and without the library",
  );
  // Options have priority.
  const other = await planned("--handler", "other.run", "--override", `xmltodict=${library.split("-")[1]}`);
  assert.ok(other.entries.some(({ path }) => path === "xmltodict.py"));
  assert.ok(other.findings.some(({ message }) => message.includes("other")));

  await writeFile(settings, "split = true\n");
  await check(["press", "app", library, "-o", "f.zip"], { code: 2, stderr: /split off a layer[\s\S]*--layer/ });
  await check(["press", "app", library, "-o", "f.zip", "--layer", "l.zip"], { code: 0, stdout: /l\.zip/ });

  await writeFile(settings, 'runtme = "python3.12"\nkind = 1\n');
  await check(["plan", "app", library], {
    code: 1,
    stdout: /./,
    stderr: /settings-invalid[\s\S]*settings-unknown|"runtme", but there is "runtime"/,
  });
  await check(["press", "app", library, "-o", "g.zip"], { code: 1, stderr: /"kind" is of the type integer/ });
  await check(["press", "app", library, "-o", "g.zip", "--allow-errors"], {
    code: 0,
    stdout: /g\.zip/,
    stderr: /"kind" is of the type integer/,
  });
});
