import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

// The test is bundled into target/unit-tests/hosts/.
const folder = (name: string) => {
  const url = new URL(`../../../www/${name}/`, import.meta.url);
  return readdirSync(url).map((file) => ({ file, text: () => readFileSync(new URL(file, url), "utf8") }));
};

test("each script of a host is built, or imported by one", () => {
  const builds = folder("build").filter(({ file }) => file.endsWith(".mjs"));
  const scripts = folder("hosts").filter(({ file }) => /(?<!\.d|\.test)\.ts$/.test(file));
  assert.ok(scripts.length > 4, scripts.map(({ file }) => file).join());
  const forgotten = scripts.filter(({ file }) => {
    const name = file.slice(0, -".ts".length);
    const isBuilt = builds.some(({ text }) => text().includes(`"www/hosts/${file}"`));
    return !isBuilt && !scripts.some(({ text }) => text().includes(`"./${name}"`));
  });
  assert.deepEqual(
    forgotten.map(({ file }) => file),
    [],
    "a host has a function in www/build/hosts.mjs, see ARCHITECTURE.md",
  );
});
