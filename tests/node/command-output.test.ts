/** Where the command wheelpress writes a zip: to standard output, a pipe, or what a link leads to. */
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { lstat, mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { before, beforeEach, test } from "node:test";
import { project, run, scratchFolder } from "./project.ts";

let command: string;
before(async () => {
  command = join(await project(), "node_modules/wheelpress/cli.js");
});

let here: string;
beforeEach(async () => {
  here = await scratchFolder();
  await mkdir(join(here, "app"));
  await writeFile(join(here, "app/function.py"), "def handler(event, context):\n    return 1\n");
});

/** The end of the command in a shell, so that its streams can be redirected. */
const shell = (line: string) =>
  run(["sh", "-c", line.replaceAll("wheelpress", `'${process.execPath}' '${command}'`)], here);

/** Presses, and checks that this file has the whole zip, and that the report is where it is expected. */
async function check(line: string, file: string, report: "stdout" | "stderr"): Promise<void> {
  const ended = await shell(line);
  assert.equal(ended.code, 0, `${line}: ${ended.stderr}`);
  const zip = await readFile(join(here, file));
  assert.equal(zip.subarray(0, 4).toString("latin1"), "PK\u0003\u0004", line);
  const digest = Buffer.from(await crypto.subtle.digest("SHA-256", zip)).toString("base64");
  assert.ok(ended[report].includes(digest), `${line}: ${ended.stdout}${ended.stderr}`);
  if (report === "stderr") assert.ok(!ended.stdout.includes("CodeSha256"), line);
}

test("the zip goes to standard output, and reports do not", async () => {
  await check("wheelpress press app -o - > out.zip", "out.zip", "stderr");
  await check("wheelpress press app -o - | cat > piped.zip", "piped.zip", "stderr");
  await check("wheelpress press app --output=- --json > json.zip", "json.zip", "stderr");
  // A link, so that a mistake does not replace the device.
  await symlink("/dev/fd/1", join(here, "stdout"));
  await check("wheelpress press app -o stdout > linked.zip", "linked.zip", "stderr");
  await check("wheelpress press app -o stdout | cat > both.zip", "both.zip", "stderr");
  assert.ok((await lstat(join(here, "stdout"))).isSymbolicLink());
  const none = await shell("wheelpress press app -o - --handler other.handler | wc -c");
  assert.match(none.stdout, /^\s*0\n$/, "nothing of a refused package is written");
});

test("pipes and devices stay", async () => {
  execFileSync("mkfifo", [join(here, "pipe")]);
  await check("cat pipe > read.zip & wheelpress press app -o pipe; wait", "read.zip", "stdout");
  assert.ok((await lstat(join(here, "pipe"))).isFIFO());
  await symlink("/dev/null", join(here, "null"));
  const { code } = await shell("wheelpress press app -o null");
  assert.equal(code, 0);
  assert.ok((await lstat(join(here, "null"))).isSymbolicLink());
});

test("a pipe without a reader is given up at a signal", async () => {
  execFileSync("mkfifo", [join(here, "unread")]);
  const { stdout } = await shell("wheelpress press app -o unread & sleep 3; kill -TERM $!; wait $!; echo $?");
  assert.match(stdout, /143\n$/);
});

test("links stay, and what they lead to is written", async () => {
  await mkdir(join(here, "out"));
  await writeFile(join(here, "out/real.zip"), "older");
  await symlink("out/real.zip", join(here, "link.zip"));
  await symlink("link.zip", join(here, "second.zip"));
  await check("wheelpress press app -o second.zip", "out/real.zip", "stdout");
  await symlink("out/new.zip", join(here, "new.zip"));
  await check("wheelpress press app -o new.zip", "out/new.zip", "stdout");
  for (const name of ["link.zip", "second.zip", "new.zip"]) {
    assert.ok((await lstat(join(here, name))).isSymbolicLink(), name);
  }
  assert.deepEqual((await readdir(join(here, "out"))).sort(), ["new.zip", "real.zip"]);
});

test("outputs that cannot be written are refused", async () => {
  const refuse = async (line: string, message: RegExp) => {
    const { code, stdout, stderr } = await shell(line);
    assert.deepEqual([code, stdout], [2, ""], stderr);
    assert.match(stderr, message);
  };
  await symlink("ring", join(here, "ring"));
  await refuse("wheelpress press app -o ring", /a link that leads to itself/);
  await refuse("wheelpress press app -o - --layer -", /are one file/);
  await refuse("wheelpress press app -o app/", /"app\/" names a folder\n {2}.*app\/function\.zip/);
  await refuse("wheelpress press app -o none/", /"none\/" names a folder/);
  await refuse("wheelpress press app -o - > app/own.zip", /Standard output is the input "app\/own\.zip"/);
});

test("a reader that ends early is no trouble", async () => {
  const child = spawn(process.execPath, [command, "press", "app", "-o", "-"], { cwd: here });
  child.stdout.destroy();
  const code = await new Promise((resolve) => child.on("exit", resolve));
  assert.ok(code === 0 || code === 2, String(code));
});

test("links to nowhere in a folder are left out with a warning", async () => {
  await symlink("me@host.1:2", join(here, "app/.#function.py"));
  const { code, stderr } = await shell("wheelpress press app -o out.zip");
  assert.equal(code, 0, stderr);
  assert.match(stderr, /^warning: "app\/\.#function\.py" is left out: it is a link to what is not there\n$/);
});
