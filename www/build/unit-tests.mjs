// Runs the TypeScript unit tests, www/**/*.test.ts, under Node's test runner.

import { spawnSync } from "node:child_process";
import { readdir, rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { root } from "./paths.mjs";

const outdir = fileURLToPath(new URL("target/unit-tests/", root));
const tests = (await readdir(new URL("www/", root), { recursive: true }))
  .filter((path) => path.endsWith(".test.ts") || path.endsWith(".test.tsx"))
  .map((path) => `www/${path}`);

if (tests.length === 0) {
  console.log("there are no www/**/*.test.ts");
  process.exit();
}
await rm(outdir, { recursive: true, force: true });
// Node 20 does not read TypeScript. Packages stay outside: they are resolved from node_modules.
await build({
  absWorkingDir: fileURLToPath(root),
  entryPoints: tests,
  bundle: true,
  format: "esm",
  jsx: "automatic",
  jsxImportSource: "preact",
  logLevel: "warning",
  outExtension: { ".js": ".mjs" },
  outbase: "www",
  outdir,
  packages: "external",
  platform: "node",
  sourcemap: "inline",
  target: "node20",
  tsconfigRaw: {},
});
const built = (await readdir(outdir, { recursive: true })).filter((path) => path.endsWith(".test.mjs"));
const { status } = spawnSync(process.execPath, ["--enable-source-maps", "--test", "--test-reporter=spec", ...built], {
  cwd: outdir,
  stdio: "inherit",
});
process.exit(status ?? 1);
