// Bundles the page and its packager into dist/. The crate must have been built into www/generated/ before.

import { readFile, rm } from "node:fs/promises";
import { compressSite } from "./build/compress.mjs";
import { writeExample } from "./build/example.mjs";
import { writeFacts } from "./build/facts.mjs";
import { bundleExtension, bundleSingleFile, bundleSite } from "./build/hosts.mjs";
import { bundleNpm } from "./build/npm.mjs";
import { bundlePackager } from "./build/packager.mjs";
import { dist, root } from "./build/paths.mjs";
import { printPayload } from "./build/payload.mjs";
import { writeSbom } from "./build/sbom.mjs";
import { writeSums } from "./build/sums.mjs";

const manifest = await readFile(new URL("Cargo.toml", root), "utf8");
const version = /^version = "(.+)"$/m.exec(manifest)[1];

try {
  await rm(dist, { recursive: true, force: true });
  await writeFacts();
  await writeExample();
  const packager = await bundlePackager();
  await Promise.all([
    bundleNpm(packager, version),
    bundleSite(packager),
    bundleExtension(packager, version),
    bundleSingleFile(),
  ]);
  await compressSite();
  const { modules } = JSON.parse(await readFile(new URL("www/build/payload.json", root), "utf8"));
  await writeSbom(version, modules);
  await writeSums();
  await printPayload();
} catch (error) {
  // esbuild has printed its own errors already. For other errors, the message says what is wrong.
  if (!error.errors) console.error(error.message);
  process.exitCode = 1;
}
