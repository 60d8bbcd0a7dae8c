// dist/npm: what a host page imports.

import { execFile } from "node:child_process";
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { writeFiles } from "./hashed.mjs";
import { generated, npm, root } from "./paths.mjs";

export async function bundleNpm(packager, version) {
  await mkdir(npm, { recursive: true });
  const copies = ["LICENSE-APACHE", "LICENSE-MIT", "www/npm/README.md", "www/npm/example.html"];
  await Promise.all([
    writeFiles(npm, [{ name: "index.js", contents: packager.entry }, ...packager.files]),
    ...copies.map((path) => copyFile(new URL(path, root), new URL(path.replace(/^.*\//, ""), npm))),
    writeFile(new URL("package.json", npm), `${JSON.stringify(manifest(packager, version), null, 2)}\n`),
    writeTypes(),
  ]);
}

function manifest({ plan, press, planWorker, pressWorker }, version) {
  return {
    name: "wheelpress",
    version,
    description: "Presses Python files, folders and wheels into an AWS Lambda deployment package, in the browser",
    keywords: ["aws-lambda", "deployment-package", "lambda-layer", "python", "wheel", "zip", "wasm", "browser"],
    license: "MIT OR Apache-2.0",
    type: "module",
    engines: { node: ">=20" },
    exports: {
      ".": { types: "./index.d.ts", import: "./index.js" },
      // The names that stay, whatever hash the files have.
      "./plan.wasm": `./${plan.name}`,
      "./press.wasm": `./${press.name}`,
      "./plan-worker.js": `./${planWorker.name}`,
      "./press-worker.js": `./${pressWorker.name}`,
      "./package.json": "./package.json",
    },
    // A worker does nothing but listen, which bundlers would drop.
    sideEffects: [`./${planWorker.name}`, `./${pressWorker.name}`],
    // npm adds the README and package.json itself.
    files: ["*.js", "*.d.ts", "*.wasm", "example.html", "LICENSE-*"],
  };
}

/** Writes index.d.ts and the declarations it reaches, and no others. */
async function writeTypes() {
  const emitted = new URL("target/types/", root);
  await rm(emitted, { recursive: true, force: true });
  await typescript("--project", "tsconfig.types.json", "--outDir", fileURLToPath(emitted));
  const from = new URL("packager/", emitted);
  await writeFile(new URL("declared.d.ts", from), await declared());
  const names = new Set(["index"]);
  for (const name of names) {
    const text = await readFile(new URL(`${name}.d.ts`, from), "utf8");
    // Consumers resolve as Node does, which wants the file's name.
    const declarations = text
      .replaceAll("../generated/plan", "./declared")
      .replace(/((?:from|import)\s*\(?")\.\/([\w-]+)(?:\.[jt]s)?"/g, (_, before, imported) => {
        names.add(imported);
        return `${before}./${imported}.js"`;
      });
    if (/"\.\.?\/(?![\w-]+\.js")/.test(declarations)) {
      throw new Error(`"${name}.d.ts" imports from outside of www/packager, which the package does not contain`);
    }
    await writeFile(new URL(`${name}.d.ts`, npm), declarations);
  }
}

/** The types that are declared in Rust, without the functions around them. */
async function declared() {
  const text = await readFile(new URL("plan.d.ts", generated), "utf8");
  return text.slice(0, text.search(/^(?:\/\*\*(?:(?!\*\/)[\s\S])*\*\/\s*)?export (?:default )?function /m));
}

async function typescript(...args) {
  const compiler = fileURLToPath(new URL("node_modules/typescript/bin/tsc", root));
  try {
    await promisify(execFile)(process.execPath, [compiler, ...args], { cwd: fileURLToPath(root) });
  } catch (error) {
    throw new Error(`the types of the package cannot be made:\n${error.stdout || error.message}`);
  }
}
