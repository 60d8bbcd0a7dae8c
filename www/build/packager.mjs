// The packager: the files that dist/npm and the page share.

import { readFile } from "node:fs/promises";
import { addresses, script } from "./bundle.mjs";
import { hashed } from "./hashed.mjs";
import { generated } from "./paths.mjs";

/** The modules of the packager; each has a kind of worker. */
const names = ["plan", "press", "project"];

/** A module of the crate, as it was built. */
export const wasm = (name) => readFile(new URL(`${name}_bg.wasm`, generated));

/** The text of its entry point, and the files this one refers to. They lie beside it. */
export async function bundlePackager() {
  const files = await Promise.all(
    names.flatMap((name) => [
      wasm(name).then((bytes) => [name, hashed(`${name}.wasm`, bytes)]),
      script(`www/packager/${name}-worker.ts`).then((text) => [`${name}Worker`, hashed(`${name}-worker.js`, text)]),
    ]),
  );
  const besideIt = Object.fromEntries(files.map(([key, { name }]) => [key, `./${name}`]));
  const entry = await script("www/packager/index.ts", { define: addresses(besideIt) });
  return { entry, besideIt, ...Object.fromEntries(files), files: files.map(([, file]) => file) };
}
