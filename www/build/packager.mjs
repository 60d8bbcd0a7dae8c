// The packager: the files that dist/npm and the page share.

import { readFile } from "node:fs/promises";
import { addresses, script } from "./bundle.mjs";
import { hashed } from "./hashed.mjs";
import { generated } from "./paths.mjs";

/** The modules of the packager, and those that have a kind of worker. */
const modules = ["plan", "press", "codecs", "project", "indexes"];
const workers = ["plan", "press", "project", "indexes"];

/** A module of the crate, as it was built. */
export const wasm = (name) => readFile(new URL(`${name}_bg.wasm`, generated));

/** The text of its entry point, and the files this one refers to. They lie beside it. */
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
