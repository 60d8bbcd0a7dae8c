/** The command wheelpress with `--index`: missing libraries are fetched as files and settings state. */
import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { startWheelIndex, type WheelIndex } from "../e2e/servers/wheel-index.ts";
import { newestPython } from "../e2e/tools.ts";
import { type Ended, project, run, scratchFolder } from "./project.ts";

let command: string;
let index: WheelIndex;
before(async () => {
  index = await startWheelIndex();
  command = join(await project(), "node_modules/wheelpress/cli.js");
});
after(() => index.stop());

/** Returns the command's plan for a function with these additional files. */
async function planned(
  files: Record<string, string>,
  address: string,
  options = ["--json"],
): Promise<Ended & { names: string[] }> {
  const here = await scratchFolder();
  await mkdir(join(here, "app"));
  const all = { "function.py": "def handler(event, context):\n    return 1\n", ...files };
  for (const [name, text] of Object.entries(all)) await writeFile(join(here, "app", name), text);
  const target = ["--runtime", `python${newestPython()}`, "--handler", "function.handler"];
  const ended = await run([process.execPath, command, "plan", "app", ...target, "--index", address, ...options], here);
  const { distributions = [] } = JSON.parse((options.includes("--json") && ended.stdout) || "{}") as {
    distributions?: { name: string }[];
  };
  return { ...ended, names: distributions.map(({ name }) => name).sort() };
}

test("requirements, constraints and settings of the drop say what is fetched", async () => {
  const check = async (files: Record<string, string>, expected: string[]) => {
    const { names, stderr } = await planned(files, index.address("json"));
    assert.deepEqual(names, expected, stderr);
  };
  const requirements = "jinja2\n";
  await check({ "requirements.txt": requirements }, ["jinja2", "markupsafe"]);
  const settings = 'requirements = ["idna"]\noverrides = { markupsafe = false }\n';
  await check({ "requirements.txt": requirements, "wheelpress.toml": settings }, ["idna", "jinja2"]);
});

test("a password of the address is sent, and not printed", async () => {
  const requirements = { "requirements.txt": "six\n" };
  const login = (user: string) => index.address("private").replace("//", `//${user}@`);
  assert.deepEqual((await planned(requirements, login("me:secret"))).names, ["six"]);
  const refused = await planned(requirements, login("me:wrong"));
  assert.equal(refused.code, 1);
  assert.match(refused.stdout, /refuses to answer for \\"six\\": its status is 401/);
  assert.doesNotMatch(refused.stdout + refused.stderr, /wrong/);
  // What follows from it is no second error, and no command asks another index.
  // "jinja2" is not in the runtime, so a plan without it has an error of its own.
  const jinja = { "requirements.txt": "jinja2\n" };
  const { stdout } = await planned(jinja, login("me:wrong"));
  const errors = JSON.parse(stdout).findings.filter(({ severity }: { severity: string }) => severity === "error");
  assert.equal(errors.length, 1, stdout);
  const text = await planned(jinja, login("me:wrong"), []);
  assert.match(text.stderr, /^error: [^\n]*401[^\n]*\n {2}[^\n]*\n$/);
});
