// The packager: the files that dist/npm and the page share.

import { readFile } from "node:fs/promises";
import { addresses, script } from "./bundle.mjs";
import { hashed } from "./hashed.mjs";
import { generated } from "./paths.mjs";
import { modules } from "./payload.mjs";

/** The text of its entry point, and the files this one refers to. They lie beside it. */
export async function bundlePackager() {
  const worker = hashed("worker.js", await script("www/packager/worker.ts"));
  const named = await Promise.all(
    modules.map(async ({ name }) => [
      name,
      hashed(`${name}.wasm`, await readFile(new URL(`${name}_bg.wasm`, generated))),
    ]),
  );
  const wasm = Object.fromEntries(named);
  const besideIt = Object.entries({ worker, ...wasm }).map(([key, { name }]) => [key, `./${name}`]);
  const entry = await script("www/packager/index.ts", { define: addresses(Object.fromEntries(besideIt)) });
  return { entry, worker, wasm, files: [worker, ...Object.values(wasm)] };
}
