/** dist/npm as an installed package: each bundler builds a page, and the page presses the same bytes. */
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import * as esbuild from "esbuild";
import { createServer, build as viteBuild } from "vite";
import webpack from "webpack";
import { install } from "../installed.ts";
import { press } from "./npm.ts";
import { serve } from "./server.ts";
import { expect, test } from "./test.ts";

// All tests use one folder.
test.describe.configure({ mode: "serial" });

const source = "def handler(event, context):\n    return 'pressed'\n";
const target = {
  kind: "function",
  runtime: "python3.13",
  architecture: "x86_64",
  handler: "function.handler",
} as const;

/** Code that sets the page's title to the CodeSha256 or the error. */
const app = (options = "") => `
import { createPackager } from "wheelpress";
try {
  const packager = await createPackager({ workers: 1, ${options} });
  const file = new File([${JSON.stringify(source)}], "function.py");
  const { codeSha256 } = await packager.pack([{ path: "function.py", file }], ${JSON.stringify(target)});
  document.title = codeSha256;
} catch (error) {
  document.title = String(error);
}
`;

const html = (script: string) =>
  `<!doctype html><meta charset="utf-8"><title></title><link rel="icon" href="data:,">
<script type="module" src="${script}"></script>`;

/** A folder with app.js, index.html and the package in node_modules, as npm would publish it. */
let project: string;

test.beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), "wheelpress-bundlers-"));
  await install(project);
  await writeFile(join(project, "index.html"), html("./app.js"));
  await writeFile(join(project, "app.js"), app());
});

test.afterAll(() => rm(project, { recursive: true, force: true }));

/** The CodeSha256 without a bundler. */
let expected: string | undefined;

async function expectPressed(page: Page, url: string, bench: string): Promise<void> {
  if (expected === undefined) {
    await page.goto(bench);
    const items = [{ path: "function.py", data: source }];
    expected = (await press(page, { items, target, workers: 1 })).sha256 ?? "a package";
  }
  await page.goto(url);
  await expect(page).toHaveTitle(expected, { timeout: 60_000 });
}

async function expectServed(page: Page, out: string, bench: string): Promise<void> {
  const server = await serve({ "/": out });
  try {
    await expectPressed(page, server.url, bench);
  } finally {
    await server.close();
  }
}

/**
 * Checks that the bundle has all modules and scripts of the package, including those that the page above does not
 * start.
 */
async function expectAllFiles(out: string): Promise<void> {
  const { exports } = JSON.parse(await readFile(join(project, "node_modules/wheelpress/package.json"), "utf8"));
  const published = Object.values<string>(exports).filter((path) => /\.wasm$|-worker-/.test(path));
  expect(published.length).toBeGreaterThan(8);
  const written = (await readdir(out, { recursive: true })).map((path) => join(out, path));
  const texts = await Promise.all(written.filter((path) => /\.(js|wasm)$/.test(path)).map((path) => readFile(path)));
  for (const path of published) {
    const file = await readFile(join(project, "node_modules/wheelpress", path));
    expect(
      texts.some((text) => text.equals(file)),
      path,
    ).toBe(true);
  }
}

test("npm publishes the licences and the README", async () => {
  for (const name of ["README.md", "LICENSE-MIT", "LICENSE-APACHE", "example.html"]) {
    expect(await readFile(join(project, "node_modules/wheelpress", name), "utf8")).not.toBe("");
  }
});

test("Vite builds it", async ({ page, bench }) => {
  await viteBuild({ root: project, configFile: false, logLevel: "error", build: { outDir: "vite", target: "es2022" } });
  await expectServed(page, join(project, "vite"), bench.url);
  await expectAllFiles(join(project, "vite"));
});

test("Vite's dev server serves it", async ({ page, bench }) => {
  const server = await createServer({
    root: project,
    configFile: false,
    logLevel: "error",
    server: { host: "127.0.0.1", port: 0, hmr: false },
  });
  try {
    await server.listen();
    const url = server.resolvedUrls?.local[0] ?? "";
    await expectPressed(page, url, bench.url);
  } finally {
    await server.close();
  }
});

test("webpack builds it", async ({ page, bench }) => {
  const out = join(project, "webpack");
  await new Promise<void>((resolve, reject) => {
    webpack(
      {
        context: project,
        mode: "production",
        // Terser takes longer than everything else, and does not change code that is already minified.
        optimization: { minimize: false },
        entry: "./app.js",
        output: { path: out, filename: "app.js" },
      },
      (error, stats) => {
        if (error || !stats || stats.hasErrors()) reject(error ?? new Error(stats?.toString("errors-only")));
        else resolve();
      },
    );
  });
  await writeFile(join(out, "index.html"), html("./app.js"));
  await expectServed(page, out, bench.url);
  await expectAllFiles(out);
});

test("esbuild builds it, told where the files are", async ({ page, bench }) => {
  const out = join(project, "esbuild");
  const modules = ["plan", "press", "codecs"];
  const imports = modules.map((name) => `import ${name} from "wheelpress/${name}.wasm";\n`).join("");
  const options = 'wasm: { plan, press, codecs }, worker: { plan: "plan-worker.js", press: "press-worker.js" }';
  await writeFile(join(project, "app-esbuild.js"), imports + app(options));
  await esbuild.build({
    absWorkingDir: project,
    entryPoints: {
      app: "app-esbuild.js",
      "plan-worker": "wheelpress/plan-worker.js",
      "press-worker": "wheelpress/press-worker.js",
    },
    loader: { ".wasm": "file" },
    bundle: true,
    format: "esm",
    outdir: out,
    logLevel: "error",
  });
  await writeFile(join(out, "index.html"), html("./app.js"));
  await expectServed(page, out, bench.url);
});
