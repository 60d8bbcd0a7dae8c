// dist/npm: what a host page imports.

import { execFile } from "node:child_process";
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { writeFiles } from "./hashed.mjs";
import { generated, npm, root } from "./paths.mjs";

export async function bundleNpm({ entry, files }, version) {
  await mkdir(npm, { recursive: true });
  await Promise.all([
    writeFiles(npm, [{ name: "index.js", contents: entry }, ...files]),
    copyFile(new URL("LICENSE-APACHE", root), new URL("LICENSE-APACHE", npm)),
    copyFile(new URL("LICENSE-MIT", root), new URL("LICENSE-MIT", npm)),
    writeFile(new URL("package.json", npm), `${JSON.stringify(manifest(version), null, 2)}\n`),
    writeTypes(),
  ]);
}

function manifest(version) {
  return {
    name: "wheelpress",
    version,
    description: "Presses Python files, folders and wheels into an AWS Lambda deployment package, in the browser",
    license: "MIT OR Apache-2.0",
    type: "module",
    exports: { ".": { types: "./index.d.ts", import: "./index.js" } },
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
