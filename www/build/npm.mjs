// Writes dist/npm: what host pages and programs import, and the command.

import { execFile } from "node:child_process";
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { posix } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { writeFiles } from "./hashed.mjs";
import { bundleNode } from "./node.mjs";
import { generated, npm, root } from "./paths.mjs";
import { repositoryOf } from "./repository.mjs";

export async function bundleNpm(packager, version) {
  await mkdir(npm, { recursive: true });
  const copies = ["LICENSE-APACHE", "LICENSE-MIT", "www/npm/README.md", "www/npm/example.html"];
  await Promise.all([
    bundleNode(packager, version).then((files) =>
      writeFiles(npm, [{ name: "index.js", contents: packager.entry }, ...packager.files, ...files]),
    ),
    ...copies.map((path) => copyFile(new URL(path, root), new URL(path.replace(/^.*\//, ""), npm))),
    writeManifest(packager, version),
    writeTypes(),
  ]);
}

async function writeManifest(packager, version) {
  const repository = await repositoryOf(await readFile(new URL("Cargo.toml", root), "utf8"));
  const text = JSON.stringify(manifest(packager, version, repository), null, 2);
  await writeFile(new URL("package.json", npm), `${text}\n`);
}

function manifest(packager, version, repository) {
  const { plan, press, codecs, project, indexes } = packager;
  const { planWorker, pressWorker, projectWorker, indexesWorker } = packager;
  return {
    name: "wheelpress",
    version,
    description:
      "Presses Python files, folders and wheels into an AWS Lambda deployment package, in the browser and in Node",
    keywords: ["aws-lambda", "deployment-package", "lambda-layer", "python", "wheel", "zip", "wasm", "browser", "cli"],
    license: "MIT OR Apache-2.0",
    ...repository,
    type: "module",
    engines: { node: ">=20" },
    bin: { wheelpress: "./cli.js" },
    exports: {
      ".": { types: "./index.d.ts", node: "./node.js", import: "./index.js" },
      // For environments with a file system: items of files and folders.
      "./node": { types: "./node.d.ts", import: "./node.js" },
      // Fixed names for the files whose names carry a hash.
      "./plan.wasm": `./${plan.name}`,
      "./press.wasm": `./${press.name}`,
      "./project.wasm": `./${project.name}`,
      "./codecs.wasm": `./${codecs.name}`,
      "./indexes.wasm": `./${indexes.name}`,
      "./plan-worker.js": `./${planWorker.name}`,
      "./press-worker.js": `./${pressWorker.name}`,
      "./project-worker.js": `./${projectWorker.name}`,
      "./indexes-worker.js": `./${indexesWorker.name}`,
      "./package.json": "./package.json",
    },
    // The script of a worker only adds listeners. Bundlers would drop it as having no side effects.
    sideEffects: [
      ...[planWorker, pressWorker, projectWorker, indexesWorker].map(({ name }) => `./${name}`),
      "./thread-*.js",
      "./cli.js",
    ],
    // npm adds the README and package.json itself.
    files: ["*.js", "*.d.ts", "*.wasm", "example.html", "LICENSE-*"],
  };
}

/** The output file of each entry point, by its source in www. */
const ENTRIES = { "packager/index": "index", "node/index": "node" };

/** The output file of each module's types that are declared in Rust. */
const DECLARED = {
  "generated/plan": "declared",
  "generated/project": "declared-project",
  "generated/indexes": "declared-indexes",
};

/** Writes index.d.ts, node.d.ts and the declarations that they import, and no others. */
async function writeTypes() {
  const emitted = new URL("target/types/", root);
  await rm(emitted, { recursive: true, force: true });
  await typescript("--project", "tsconfig.types.json", "--outDir", fileURLToPath(emitted));
  const sources = new Map(Object.entries(ENTRIES).map(([source, name]) => [name, source]));
  const nameOf = (source) => ENTRIES[source] ?? posix.basename(source);
  for (const [name, source] of sources) {
    const text = await readFile(new URL(`${source}.d.ts`, emitted), "utf8");
    // Users of the package resolve as Node does, which needs the file name.
    const declarations = text.replace(/((?:from|import)\s*\(?")(\.[^"]+?)(?:\.[jt]s)?"/g, (_, before, path) => {
      const imported = posix.join(posix.dirname(source), path);
      if (imported in DECLARED) return `${before}./${DECLARED[imported]}.js"`;
      const other = nameOf(imported);
      if ((sources.get(other) ?? imported) !== imported) {
        throw new Error(`"${imported}" and "${sources.get(other)}" would both be "${other}.d.ts" in the package`);
      }
      sources.set(other, imported);
      return `${before}./${other}.js"`;
    });
    await writeFile(new URL(`${name}.d.ts`, npm), declarations);
  }
  await writeDeclared();
}

/** Writes the types that are declared in Rust. A type that two modules declare is imported from the first. */
async function writeDeclared() {
  const declaredIn = new Map();
  for (const [source, name] of Object.entries(DECLARED)) {
    const texts = await declared(new URL(`../${source}.d.ts`, generated));
    const own = texts.filter((text) => !declaredIn.has(text));
    const imports = texts.flatMap((text) => {
      const [from, type] = [declaredIn.get(text), nameOfType(text)];
      const isUsed = from && own.some((other) => new RegExp(`\\b${type}\\b`).test(other));
      return isUsed ? [`import type { ${type} } from "./${from}.js";`] : [];
    });
    for (const text of own) declaredIn.set(text, name);
    await writeFile(new URL(`${name}.d.ts`, npm), `${[...imports, ...own].join("\n\n")}\n`);
  }
}

/** The types that are declared in Rust, each with its comment, without the generated functions. */
async function declared(file) {
  const text = await readFile(file, "utf8");
  const types = text.slice(0, text.search(/^(?:\/\*\*(?:(?!\*\/)[\s\S])*\*\/\s*)?export (?:default )?function /m));
  return types.trim().split(/\n{2,}(?=\/\*\*|export )/);
}

function nameOfType(declaration) {
  return /^export (?:interface|type) (\w+)/m.exec(declaration)?.[1];
}

async function typescript(...args) {
  const compiler = fileURLToPath(new URL("node_modules/typescript/bin/tsc", root));
  try {
    await promisify(execFile)(process.execPath, [compiler, ...args], { cwd: fileURLToPath(root) });
  } catch (error) {
    throw new Error(`the types of the package cannot be made:\n${error.stdout || error.message}`);
  }
}
