// Settings that all bundles share.

import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { root } from "./paths.mjs";
import { noteInputs } from "./sbom.mjs";

/** Bundles with the given options and returns the files; nothing is written. */
export async function bundle(options) {
  const { outputFiles, metafile } = await build({
    absWorkingDir: fileURLToPath(root),
    bundle: true,
    charset: "utf8",
    format: "esm",
    jsx: "automatic",
    jsxImportSource: "preact",
    legalComments: "none",
    logLevel: "warning",
    metafile: true,
    minify: true,
    // esbuild needs a directory to resolve output names.
    outdir: "dist",
    platform: "browser",
    target: "es2022",
    tsconfigRaw: {},
    write: false,
    ...options,
    plugins: [...(options.plugins ?? []), styleText],
  });
  noteInputs(metafile.inputs);
  return outputFiles;
}

/** Makes a style sheet that a script imports available as text, minified like all others. */
const styleText = {
  name: "style-text",
  setup(build) {
    build.onResolve({ filter: /\.css$/ }, ({ kind, path, resolveDir }) =>
      kind === "import-statement" ? { path: resolve(resolveDir, path), namespace: "style-text" } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: "style-text" }, async ({ path }) => ({
      contents: (await script(path)).trim(),
      loader: "text",
    }));
  },
};

/** Bundles one entry point into one script and returns its text. */
export async function script(entryPoint, options = {}) {
  const [{ text }] = await bundle({ entryPoints: [entryPoint], ...options });
  const unknown = /\bFILES\.\w+/.exec(text);
  if (unknown) throw new Error(`"${entryPoint}" asks for \`${unknown[0]}\`, which the build does not provide`);
  return text;
}

/** Replaces `FILES.key` in a script by the address of that file. */
export function addresses(files) {
  return Object.fromEntries(Object.entries(files).map(([key, address]) => [`FILES.${key}`, JSON.stringify(address)]));
}
