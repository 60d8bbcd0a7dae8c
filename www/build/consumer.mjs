// Checks dist/npm as a user who installed it sees it: its types, resolved as Node and as bundlers do, and the examples of
// its README against them.

import { spawnSync } from "node:child_process";
import { mkdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
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

/** What the examples of the README leave to their readers. */
const given = {
  packager: "import('wheelpress').Packager",
  items: "import('wheelpress').Item[]",
  target: "import('wheelpress').Target",
  input: "{ files: File[] }",
  link: "HTMLAnchorElement",
};

/** The examples of the README that use a packager, as modules. */
async function examples() {
  const readme = await readFile(new URL("README.md", npm), "utf8");
  const blocks = [...readme.matchAll(/^```js\n([\s\S]*?)^```/gm)].map(([, block = ""]) => block);
  // The types of Node are not installed.
  const own = blocks.filter((block) => /\bpackager\./.test(block) && !block.includes('"node:'));
  if (own.length < 3) throw new Error(`the README has ${own.length} examples that use a packager, which are too few`);
  return own.map((block) => {
    const missing = Object.entries(given).filter(([name]) => !block.includes(`const ${name} =`));
    const declared = missing.map(([name, type]) => `declare const ${name}: ${type};\n`).join("");
    return `${declared}${block.replace("const target =", `const target: ${given.target} =`)}export {};\n`;
  });
}

await rm(consumer, { recursive: true, force: true });
await mkdir(new URL("node_modules/", consumer), { recursive: true });
await symlink(fileURLToPath(npm), new URL("node_modules/wheelpress", consumer));
await writeFile(new URL("package.json", consumer), '{ "type": "module" }\n');
const files = [source, ...(await examples())];
const names = files.map((_, number) => `example-${number}.ts`);
await Promise.all(files.map((text, number) => writeFile(new URL(names[number] ?? "", consumer), text)));

let failed = false;
for (const [module, moduleResolution] of [
  ["nodenext", "nodenext"],
  ["esnext", "bundler"],
]) {
  const compilerOptions = {
    module,
    moduleResolution,
    target: "es2022",
    lib: ["es2022", "dom"],
    types: [],
    strict: true,
    noEmit: true,
  };
  await writeFile(new URL("tsconfig.json", consumer), JSON.stringify({ compilerOptions, files: names }));
  const compiler = fileURLToPath(new URL("node_modules/typescript/bin/tsc", root));
  const { status } = spawnSync(process.execPath, [compiler, "--project", fileURLToPath(consumer)], {
    stdio: "inherit",
  });
  failed ||= status !== 0;
}
process.exitCode = failed ? 1 : 0;
