// Bundles the packager: the files that dist/npm and the page share.

import { readFile } from "node:fs/promises";
import { addresses, script } from "./bundle.mjs";
import { hashed } from "./hashed.mjs";
import { generated } from "./paths.mjs";

/** The modules of the packager, and the modules that have a worker of their own kind. */
const modules = ["plan", "press", "codecs", "project", "indexes"];
const workers = ["plan", "press", "project", "indexes"];

/** The bytes of a built module of the crate. */
export const wasm = (name) => readFile(new URL(`${name}_bg.wasm`, generated));

/** The text of the packager's entry point, and the files that it refers to, which lie beside it. */
export async function bundlePackager() {
  const files = await Promise.all([
    ...modules.map(async (name) => [name, hashed(`${name}.wasm`, await wasm(name))]),
    ...workers.map(async (name) => [
      `${name}Worker`,
      hashed(`${name}-worker.js`, await script(`www/packager/${name}-worker.ts`)),
    ]),
  ]);
  const besideIt = Object.fromEntries(files.map(([key, { name }]) => [key, `./${name}`]));
  const entry = await script("www/packager/index.ts", { define: addresses(besideIt) });
  return { entry, besideIt, ...Object.fromEntries(files), files: files.map(([, file]) => file) };
}
