// Checks dist/npm as a user who installed it sees it: its types, resolved as Node and as bundlers do.

import { spawnSync } from "node:child_process";
import { mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { npm, root } from "./paths.mjs";

const consumer = new URL("target/consumer/", root);
const source = `
import { createPackager, type Item, type Package, type Target } from "wheelpress";
import { createPackager as createNodePackager, fileFrom, itemsFrom } from "wheelpress/node";

export async function press(items: Item[], target: Target): Promise<Package> {
  const packager = await createPackager({ workers: 1 });
  const plan = await packager.plan(items, target);
  const wrong: string[] = plan.findings.filter((finding) => finding.severity === "error").map(({ code }) => code);
  console.log(wrong);
  return packager.pack(items, target, { onProgress: ({ done, total }) => console.log(done / total) });
}

export async function pressFromElsewhere(cdn: URL, bytes: ArrayBuffer): Promise<void> {
  const worker = { plan: new URL("plan-worker.js", cdn), press: () => new Worker("/press-worker.js") };
  const packager = await createPackager({ wasm: { plan: await fetch(new URL("plan.wasm", cdn)), press: bytes }, worker });
  packager.close();
}

export async function pressFromDisk(path: string): Promise<string> {
  const packager = await createNodePackager({ wasm: { plan: "plan.wasm" } });
  const items: Item[] = [...(await itemsFrom([path])), { path: "function.py", file: await fileFrom(path) }];
  const { codeSha256 } = await packager.pack(items, { kind: "layer", runtime: "python3.13", architecture: "arm64" });
  return codeSha256;
}

// @ts-expect-error: so that types which are all "any" do not pass.
createPackager({ workers: "four" });
`;

await rm(consumer, { recursive: true, force: true });
await mkdir(new URL("node_modules/", consumer), { recursive: true });
await symlink(fileURLToPath(npm), new URL("node_modules/wheelpress", consumer));
await writeFile(new URL("package.json", consumer), '{ "type": "module" }\n');
await writeFile(new URL("index.ts", consumer), source);

let failed = false;
for (const [module, moduleResolution] of [
  ["nodenext", "nodenext"],
  ["esnext", "bundler"],
]) {
  const compilerOptions = { module, moduleResolution, lib: ["es2022", "dom"], types: [], strict: true, noEmit: true };
  await writeFile(new URL("tsconfig.json", consumer), JSON.stringify({ compilerOptions, files: ["index.ts"] }));
  const compiler = fileURLToPath(new URL("node_modules/typescript/bin/tsc", root));
  const { status } = spawnSync(process.execPath, [compiler, "--project", fileURLToPath(consumer)], {
    stdio: "inherit",
  });
  failed ||= status !== 0;
}
process.exitCode = failed ? 1 : 0;
