// The settings all bundles share.

import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { root } from "./paths.mjs";

/** Bundles what the options say and returns the files; nothing is written. */
export async function bundle(options) {
  const { outputFiles } = await build({
    absWorkingDir: fileURLToPath(root),
    bundle: true,
    charset: "utf8",
    format: "esm",
    jsx: "automatic",
    jsxImportSource: "preact",
    legalComments: "none",
    logLevel: "warning",
    minify: true,
    // A name for esbuild to resolve outputs against.
    outdir: "dist",
    platform: "browser",
    target: "es2022",
    tsconfigRaw: {},
    write: false,
    ...options,
  });
  return outputFiles;
}

/** Bundles one entry point to the text of one script. */
export async function script(entryPoint, options = {}) {
  const [file] = await bundle({ entryPoints: [entryPoint], ...options });
  return file.text;
}
