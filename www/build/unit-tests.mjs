// Runs TypeScript tests under Node's test runner: all FOLDER/**/*.test.ts of a folder of the repository, by default
// www.

import { spawnSync } from "node:child_process";
import { readdir, rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { root } from "./paths.mjs";

const folder = process.argv[2] ?? "www";
// Two folders below the root, as in the sources, since tests find files relative to their own address.
const outdir = fileURLToPath(new URL(`target/tests-of-${folder.replaceAll("/", "-")}/`, root));
const tests = (await readdir(new URL(`${folder}/`, root), { recursive: true }))
  .filter((path) => path.endsWith(".test.ts") || path.endsWith(".test.tsx"))
  .map((path) => `${folder}/${path}`);

if (tests.length === 0) {
  console.error(`there are no ${folder}/**/*.test.ts`);
  process.exit(1);
}
await rm(outdir, { recursive: true, force: true });
// Node 20 does not run TypeScript. Packages are not bundled: they are resolved from node_modules.
await build({
  absWorkingDir: fileURLToPath(root),
  entryPoints: tests,
  bundle: true,
  format: "esm",
  jsx: "automatic",
  jsxImportSource: "preact",
  logLevel: "warning",
  outExtension: { ".js": ".mjs" },
  outbase: folder,
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
