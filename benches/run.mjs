// The benchmarks: `cargo xtask bench [--only NAME,…] [--repetitions N] [--markdown] [--before DIR]`. A NAME is the name
// of a file in this folder. `--markdown` prints the table of the README. `--before` is the `dist` of another build,
// with which "first" is compared. Each ratio is measured in one run on one machine: both sides run in turns, and their
// medians are compared.

import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { chromium } from "@playwright/test";
import { build } from "esbuild";
import { again } from "./again.mjs";
import { checks } from "./checks.mjs";
import { root, run } from "./common.mjs";
import { editing } from "./editing.mjs";
import { fetching } from "./fetching.mjs";
import { first } from "./first.mjs";
import { folder } from "./folder.mjs";
import { lighthouse } from "./lighthouse.mjs";
import { memory } from "./memory.mjs";
import { plan } from "./plan.mjs";
import { project } from "./project.mjs";
import { resolve } from "./resolve.mjs";
import { scale } from "./scale.mjs";
import { small } from "./small.mjs";
import { Table } from "./table.mjs";
import { upload } from "./upload.mjs";
import { uv } from "./uv.mjs";
import { wheels } from "./wheels.mjs";

const LIBRARIES = ["numpy", "pandas", "pytz", "python_dateutil", "six", "tzdata"];

const { values: options } = parseArgs({
  options: {
    only: { type: "string" },
    repetitions: { type: "string", default: "5" },
    markdown: { type: "boolean", default: false },
    before: { type: "string" },
  },
});
const repetitions = Number(options.repetitions);
const wanted = options.only?.split(",");

// Bundled, because the test harness and the page's code that lists a drop are TypeScript.
const built = join(root, "target/benches");
await bundle("tests/e2e/bench-kit.ts", { platform: "node", packages: "external", outfile: join(built, "kit.mjs") });
await bundle("benches/page.js", { outfile: join(built, "page/page.js") });
await writeFile(
  join(built, "page/index.html"),
  `<!doctype html><meta charset="utf-8"><title>Benchmarks</title>
<link rel="icon" href="data:,">
<input id="files" type="file" multiple><input id="folder" type="file" webkitdirectory>
<div id="zone" style="height: 300px">Drop</div>
<script src="/jszip/jszip.min.js"></script><script type="module" src="page.js"></script>`,
);
const kit = await import(join(built, "kit.mjs"));

const scratch = await mkdtemp(join(tmpdir(), "wheelpress-bench-"));
const server = await kit.serve({
  "/": join(built, "page"),
  "/wheelpress/": join(root, "dist/npm"),
  "/jszip/": join(root, "node_modules/jszip/dist"),
  "/site/": join(root, "dist/site"),
  ...(options.before && { "/before/": join(options.before, "site") }),
});
const browser = await chromium.launch({ executablePath: kit.tools.chromium, args: kit.chromiumFlags });
const table = new Table();
/** The parameters of each benchmark, which also gets a page of its own. */
const context = {
  before: options.before !== undefined,
  browser,
  kit,
  newPage,
  repetitions,
  scratch,
  server,
  table,
  alternate,
  install,
  libraryFiles,
  wheelFiles,
  ...kit,
};
const benches = {
  wheels,
  folder,
  again,
  first,
  small,
  memory,
  project,
  plan,
  editing,
  scale,
  resolve,
  fetching,
  checks,
  upload,
  uv,
  lighthouse,
};
try {
  for (const [name, bench] of Object.entries(benches)) {
    if (wanted && !wanted.includes(name)) continue;
    console.log(`${name}…`);
    const page = await newPage();
    await bench({ ...context, page });
    await page.close();
  }
  if (options.markdown) console.log(`\n${table.markdown()}`);
  else table.print();
} finally {
  await browser.close();
  await server.close();
  await rm(scratch, { recursive: true });
}

async function newPage() {
  const page = await browser.newPage();
  page.on("pageerror", (error) => console.error(`the page: ${error}`));
  await page.goto(server.url);
  await page.waitForFunction(() => "bench" in window);
  return page;
}

/** Runs a turn once to warm up both sides, and then the repetitions that are counted. */
async function alternate(turn, count = repetitions) {
  await turn(false);
  for (let n = 0; n < count; n++) await turn(true);
}

/** Returns the pinned wheels whose file names fit. */
async function wheelFiles(fits) {
  const table = await readFile(join(root, "tests/wheels.txt"), "utf8");
  const names = table.split("\n").map((line) => line.split(" ")[0]);
  return names.filter((name) => name.endsWith(".whl") && fits(name)).map((name) => join(kit.tools.wheels, name));
}

/** Returns the wheels of numpy, pandas and their dependencies. */
function libraryFiles() {
  return wheelFiles((name) => LIBRARIES.some((library) => name.startsWith(`${library}-`)));
}

/** Installs wheels into a folder with pip. */
async function install(tree, files) {
  const { ricPython } = kit.tools.pythons["3.13"];
  const flags = ["--quiet", "--disable-pip-version-check", "--no-index", "--no-deps", "--no-compile"];
  // The Python of the tests has no pip of its own.
  const pip = ["-m", "pip", "--python", ricPython, "install"];
  await run(kit.tools.python, [...pip, ...flags, "--target", tree, ...files]);
}

async function bundle(entry, options) {
  await build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    format: "esm",
    logLevel: "warning",
    ...options,
  });
}
