// The benchmarks: `cargo xtask bench [--only NAME,…] [--repetitions N]`; the names are in the table below.
// Every ratio is of one run on one machine: both sides take turns, and their medians are compared.

import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import { chromium } from "@playwright/test";
import { build } from "esbuild";
import { edit, look } from "./editing.mjs";
import { measureFetching } from "./fetching.mjs";
import { lighthouse as lighthouseScores } from "./lighthouse.mjs";
import { FUNCTIONS, writeRepository } from "./project.mjs";
import { measureScale } from "./scale.mjs";
import { bytes, median, seconds, Table } from "./table.mjs";
import { startUploads, whileWatched } from "./upload.mjs";

const run = promisify(execFile);
const root = fileURLToPath(new URL("..", import.meta.url));
const target = { kind: "function", runtime: "python3.13", architecture: "x86_64" };
const libraries = ["numpy", "pandas", "pytz", "python_dateutil", "six", "tzdata"];

const { values: options } = parseArgs({
  options: { only: { type: "string" }, repetitions: { type: "string", default: "5" } },
});
const repetitions = Number(options.repetitions);
const wanted = options.only?.split(",");

// The harness of the tests and the page's own way to list a drop are TypeScript.
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
const { chromiumFlags, drop, serve, tools, wheel, ...kit } = await import(join(built, "kit.mjs"));

const scratch = await mkdtemp(join(tmpdir(), "wheelpress-bench-"));
const server = await serve({
  "/": join(built, "page"),
  "/wheelpress/": join(root, "dist/npm"),
  "/jszip/": join(root, "node_modules/jszip/dist"),
  "/site/": join(root, "dist/site"),
});
const browser = await chromium.launch({ executablePath: tools.chromium, args: chromiumFlags });
const table = new Table();
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
  lighthouse,
};
try {
  for (const [name, bench] of Object.entries(benches)) {
    if (wanted && !wanted.includes(name)) continue;
    console.log(`${name}…`);
    const page = await newPage();
    await bench(page);
    await page.close();
  }
  table.print();
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

/**
 * Wheels → a verified, hashed package, beside JSZip making the bare zip of the same wheels: on one page, where both
 * have run before, and each as the first of a page of its own.
 */
async function wheels(page) {
  const files = await wheelFiles((name) => libraries.some((library) => name.startsWith(`${library}-`)));
  const pick = async (page) => {
    await page.evaluate(() => bench.forget("#files"));
    await page.setInputFiles("#files", files);
  };
  const sides = {
    jszip: () => bench.jszip(),
    ours: (target) => bench.pressAgain("#files", target),
  };
  const again = { jszip: [], ours: [] };
  const first = { jszip: [], ours: [] };
  await alternate(async (counts) => {
    for (const [side, run] of Object.entries(sides)) {
      await pick(page);
      const { milliseconds } = await page.evaluate(run, target);
      if (counts) again[side].push(milliseconds);
    }
  });
  await alternate(async (counts) => {
    for (const [side, run] of Object.entries(sides)) {
      const page = await newPage();
      await pick(page);
      const { milliseconds } = await page.evaluate(run, target);
      await page.close();
      if (counts) first[side].push(milliseconds);
    }
  });
  table.add("wheels → package, beside JSZip's bare zip", again.ours, again.jszip, 1.0);
  table.add("the same, as the first of a page", first.ours, first.jszip, 1.0);
}

/** The same libraries as a folder, really dropped, beside `zip -r9`. */
async function folder(page) {
  const tree = join(scratch, "libraries");
  await install(tree, await wheelFiles((name) => libraries.some((library) => name.startsWith(`${library}-`))));
  const zip = join(scratch, "peer.zip");
  const dropped = [];
  const picked = [];
  const pauses = [];
  const peers = [];
  let pressed;
  await alternate(
    async (counts) => {
      await rm(zip, { force: true });
      const start = performance.now();
      await run("zip", ["-q", "-r9", zip, "."], { cwd: tree });
      const milliseconds = performance.now() - start;
      const dropping = page.evaluate((target) => bench.pressDropped("#zone", target), target);
      await page.waitForFunction(() => bench.listening);
      await drop(page.locator("#zone"), [tree]);
      pressed = await dropping;
      // Picking what is picked already is no change, and Chromium then tells nobody.
      await page.evaluate(() => bench.forget("#folder"));
      await page.setInputFiles("#folder", tree);
      const again = await page.evaluate((target) => bench.pressPicked("#folder", target), target);
      if (!counts) return;
      peers.push(milliseconds);
      dropped.push(pressed.milliseconds);
      picked.push(again.milliseconds);
      pauses.push(Math.max(pressed.pause, again.pause));
    },
    Math.min(repetitions, 3),
  );
  const { size } = await stat(zip);
  const files = `${pressed.items} files`;
  table.add(`folder of ${files}, dropped → package, beside zip -r9`, dropped, peers, 0.5);
  table.add(`folder of ${files}, picked → package, beside zip -r9`, picked, peers, 0.5);
  table.push({ figure: "the longest the page stands still meanwhile", ours: seconds(median(pauses)) });
  table.push({
    figure: "its size, beside zip -r9",
    ours: bytes(pressed.size),
    peer: bytes(size),
    ratio: pressed.size / size,
    target: 1.0,
  });
}

/** Pressed again after one source file changed, beside the first time: wheels, and the same libraries as a folder. */
async function again(page) {
  const libraryFiles = await wheelFiles((name) => libraries.some((library) => name.startsWith(`${library}-`)));
  const tree = join(scratch, "libraries-again");
  await install(tree, libraryFiles);
  for (const [selector, picks, from] of [
    ["#files", libraryFiles, "wheels"],
    ["#folder", tree, "a folder"],
  ]) {
    const [first, second] = [[], []];
    await alternate(
      async (counts) => {
        await page.evaluate((selector) => bench.forget(selector), selector);
        await page.setInputFiles(selector, picks);
        const times = await page.evaluate(
          ([selector, target]) => bench.pressTwice(selector, target),
          [selector, target],
        );
        if (!counts) return;
        first.push(times.first);
        second.push(times.second);
      },
      Math.min(repetitions, 3),
    );
    table.add(`pressed again after one source changed, ${from}, beside the first time`, second, first, 0.1);
  }
}

/** From the navigation to the site, with nothing cached, to the package of a function and a wheel that are at hand. */
async function first() {
  const source = join(scratch, "lambda_function.py");
  await writeFile(source, "def lambda_handler(event, context):\n    return 1\n");
  const picks = [source, ...(await wheelFiles((name) => /^pillow-.*-cp313-cp313-manylinux.*x86_64/.test(name)))];
  const ours = [];
  await alternate(async (counts) => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(new URL("site/", server.url).href, { waitUntil: "commit" });
    await page.locator("input[type=file]:not([webkitdirectory])").first().setInputFiles(picks);
    await page.getByRole("button", { name: "Press", exact: true }).click();
    await page.getByRole("link", { name: /^Download / }).waitFor();
    const milliseconds = await page.evaluate(() => performance.now());
    await context.close();
    if (counts) ours.push(milliseconds);
  });
  table.push({ figure: "from navigation to the first package", ours: seconds(median(ours)) });
}

/** 20,000 files of 2 KB, planned and pressed. Most of it is the browser's own work on files. */
async function small(page) {
  const count = 20_000;
  const tree = join(scratch, "many");
  for (let n = 0; n < count; n++) {
    const folder = join(tree, `p${Math.floor(n / 100)}`);
    if (n % 100 === 0) await mkdir(folder, { recursive: true });
    await writeFile(join(folder, `m${n}.py`), `value_${n} = ${n * 7919}\n`.repeat(100).slice(0, 2000));
  }
  await page.setInputFiles("#folder", tree);
  const planned = await page.evaluate((target) => bench.planPicked("#folder", target), target);
  const pressed = await page.evaluate((target) => bench.pressPicked("#folder", target), target);
  table.push({ figure: `${count} files of 2 KB, planned`, ours: seconds(planned.milliseconds) });
  table.push({ figure: `${count} files of 2 KB, pressed`, ours: seconds(pressed.milliseconds) });
  table.push({ figure: "the longest the page stands still meanwhile", ours: seconds(pressed.pause) });
}

/** Natively: the time for each of ten times as many items. */
async function scale() {
  const times = await measureScale(root, scratch, (turn) => alternate(turn, Math.min(repetitions, 3)), wheel);
  for (const [name, { few, many, counts }] of Object.entries(times)) {
    table.add(`time for each of ${counts[1]} ${name}, beside each of ${counts[0]}`, many, few, 1.2);
  }
}

/** The WebAssembly memory that 250 MB unzipped leave behind, from wheels and from a folder. */
async function memory(page) {
  const addMemory = (from, { unzippedSize, memory, errors }) => {
    const figure = `most memory of a worker after ${bytes(unzippedSize)} from ${from}, beside the limit`;
    table.addMemory(figure, Math.max(...memory));
    if (errors.length > 0) console.log(`  findings that were allowed: ${errors.join(", ")}`);
  };
  const fitting = await wheelFiles(
    (name) => !/-cp311-cp311-|macosx|win_amd64|aarch64|musllinux|manylinux_2_35/.test(name),
  );
  // pip installs one wheel a distribution.
  const files = [...new Map(fitting.map((file) => [basename(file).split("-")[0].toLowerCase(), file])).values()];
  const pick = [...files];
  await page.setInputFiles("#files", files);
  const full = 250_000_000;
  const { unzippedSize } = await page.evaluate((target) => bench.pressPicked("#files", target), target);
  if (unzippedSize < full) {
    const filler = join(scratch, "filler.txt");
    await writeFile(filler, "filler\n".repeat((full - unzippedSize) / 7));
    pick.push(filler);
  }
  await page.setInputFiles("#files", pick);
  const fromWheels = await page.evaluate((target) => bench.pressPicked("#files", target), target);
  addMemory("wheels", fromWheels);
  const tree = join(scratch, "everything");
  await install(tree, files);
  await page.setInputFiles("#folder", tree);
  addMemory("a folder", await page.evaluate((target) => bench.pressPicked("#folder", target), target));
}

/** Wheels from an index, pressing included, beside uv installing them. */
async function fetching(page) {
  const { startWheelIndex } = kit;
  const measured = await measureFetching({ page, target, scratch, tools, startWheelIndex, alternate });
  const { ours, uv, zip, wheels, size, fetched, memory, heap } = measured;
  const what = `resolving, fetching and pressing ${wheels} distributions of ${bytes(size)} from loopback`;
  table.add(`${what}, beside \`uv pip install --target\` with an empty cache`, ours, uv, 1.5);
  table.add("the same, beside that and `zip -r9`", ours, zip, 1.0);
  table.addMemory("most memory of a worker after it, beside the limit", Math.max(...memory));
  console.log(`  of the last run, ${seconds(fetched)} were resolving and fetching`);
  console.log(`  the page's own heap has grown by ${bytes(Math.max(0, heap))}, with what was not collected yet`);
}

/**
 * Functions of 20 MB without anything in common: all of a repository, beside the sum of their builds one after another,
 * which have all workers each; and the memory that all leave behind, beside one.
 */
async function project(page) {
  await page.setInputFiles("#folder", await writeRepository(join(scratch, "repository")));
  const [ours, peers, memory] = [[], [], { all: 0, one: 0 }];
  const press = (isAlone, count) =>
    page.evaluate(([isAlone, count]) => bench.pressFunctions("#folder", isAlone, count), [isAlone, count]);
  await alternate(
    async (counts) => {
      memory.one = (await press(true, 1)).memory;
      if (!counts) return;
      const alone = await press(true, FUNCTIONS);
      const all = await press(false, FUNCTIONS);
      memory.all = Math.max(memory.all, all.memory);
      ours.push(all.milliseconds);
      peers.push(alone.milliseconds);
    },
    Math.min(repetitions, 2),
  );
  table.add(`${FUNCTIONS} functions of 20 MB, beside their builds one after another`, ours, peers, 1.1);
  table.addMemory(`most memory of a worker after them (${bytes(memory.one)} after one), beside the limit`, memory.all);
}

/** How long the page takes to say what 300 wheels would make. */
async function plan(page) {
  const directory = join(scratch, "small");
  await mkdir(directory);
  const files = [];
  for (let n = 0; n < 300; n++) {
    const name = `small_${n}`;
    const modules = Array.from({ length: 20 }, (_, k) => ({
      name: `${name}/m${k}.py`,
      data: `value = ${k}\n`.repeat(50),
    }));
    const { fileName, data } = wheel({ name, files: modules });
    files.push(join(directory, fileName));
    await writeFile(files[n], data);
  }
  const ours = [];
  await alternate(async (counts) => {
    await page.setInputFiles("#files", files);
    const planned = await page.evaluate((target) => bench.planPicked("#files", target), target);
    if (counts) ours.push(planned.milliseconds);
  });
  table.push({ figure: "plan of 300 small wheels", ours: seconds(median(ours)) });
}

/** Typing in the editor of the built page, over the libraries, until what is found is shown; then looking and pressing. */
async function editing(page) {
  const site = await serve({ "/": join(root, "dist/site") });
  const file = join(scratch, "app.py");
  await writeFile(file, "import pandas\n\n\ndef handler(event, context):\n    return len(pandas.DataFrame())\n");
  try {
    const wheels = await wheelFiles((name) => libraries.some((library) => name.startsWith(`${library}-`)));
    const files = [file, ...wheels];
    const { times, pause } = await edit({ page, url: site.url, files, drop, rounds: 2 * repetitions });
    table.add("a key in the editor → findings, over numpy and pandas, beside 100 ms", times, [100], 1.0);
    table.add("the longest the page stands still while it is edited, beside 50 ms", [pause], [50], 1.0);
    table.add("the longest with the picture, contents and pressing, beside 50 ms", [await look(page)], [50], 1.0);
  } finally {
    await site.close();
  }
}

/** What the checks add to planning and packing the libraries, natively: no host can leave them out. */
async function checks() {
  const { stdout } = await run("cargo", ["bench", "--quiet", "--bench", "checks"], { cwd: root });
  for (const line of stdout.trim().split("\n")) {
    const { name, with: checked, without } = JSON.parse(line);
    table.add(
      `plan and pack ${name} natively, with the checks beside without`,
      [checked * 1000],
      [without * 1000],
      1.3,
    );
  }
}

/**
 * How long choosing among 300 wheels takes, beyond reading their METADATA: the second plan, in which only
 * requirements.txt differs, knows them. Chains of Requires-Dist, versions and platforms to choose among.
 */
async function resolve(page) {
  const directory = join(scratch, "wheelhouse");
  await mkdir(directory);
  const tags = ["py3-none-any", "cp313-cp313-manylinux_2_17_x86_64", "cp313-cp313-win_amd64"];
  const files = [];
  for (let n = 0; n < 50; n++) {
    for (const version of ["1.0", "2.0"]) {
      for (const tag of tags) {
        const name = `link_${n}`;
        // The next two of the chain, and one far away; old versions hold one another back.
        const next = [n + 1, n + 2, (n * 7 + 13) % 50].filter((m) => m > n && m < 50);
        const bound = version === "1.0" ? "<2" : ">=1";
        const requires = next.map((m) => `Requires-Dist: link-${m}${bound}\n`).join("");
        const { fileName, data } = wheel({ name, version, tag, metadata: requires, files: [] });
        files.push(join(directory, fileName));
        await writeFile(files.at(-1), data);
      }
    }
  }
  const ours = [];
  await alternate(async (counts) => {
    await page.setInputFiles("#files", files);
    const requirements = ["link-0\n", "link-1<2\nlink-0\n"];
    const resolved = await page.evaluate(
      ([target, requirements]) => bench.resolvePicked("#files", target, requirements),
      [target, requirements],
    );
    if (resolved.distributions !== 50) throw new Error(`${resolved.distributions} of 50 were chosen`);
    if (counts) ours.push(resolved.milliseconds);
  });
  table.add(`resolving ${files.length} wheels whose METADATA is read, beside one second`, ours, [1000], 1.0);
}

/**
 * 200 MB to garage: by a presigned URL beside `curl -T` to the same one, and in parts with credentials. Memory is the
 * resident anonymous memory (RssAnon) of the renderer, which is the tab's process: what it has of its own.
 */
async function upload(page) {
  const size = 200_000_000;
  const file = join(scratch, "package.zip");
  await writeFile(file, randomBytes(size));
  const garage = await kit.startGarage();
  const module = await kit.serveDeployModule();
  try {
    await page.goto(module.url);
    const start = { keys: garage.keys, s3Endpoint: garage.url, region: kit.GARAGE_REGION, size };
    await page.evaluate(startUploads, start);
    const ours = [];
    const peers = [];
    let most = 0;
    await alternate(
      async (counts) => {
        const url = await page.evaluate(() => window.uploads.url());
        const began = performance.now();
        await run("curl", ["--silent", "--show-error", "--fail", "--upload-file", file, url]);
        const curl = performance.now() - began;
        const { milliseconds, grown } = await whileWatched(browser, () =>
          page.evaluate((url) => window.uploads.put(url), url),
        );
        most = Math.max(most, grown);
        if (!counts) return;
        peers.push(curl);
        ours.push(milliseconds);
      },
      Math.min(repetitions, 3),
    );
    table.add(`${bytes(size)} by a presigned URL, beside curl -T to the same`, ours, peers, 1.3);
    table.addMemory(`the tab's memory grows meanwhile, ${bytes(size)} by a presigned URL`, most);
    const parts = await whileWatched(browser, () => page.evaluate(() => window.uploads.parts()));
    table.push({ figure: `${bytes(size)} in parts with credentials`, ours: seconds(parts.milliseconds) });
    table.addMemory(`the tab's memory grows meanwhile, ${bytes(size)} in parts`, parts.grown);
  } finally {
    await module.close();
    await garage.stop();
  }
}

/** Lighthouse's scores of the built site. */
async function lighthouse() {
  for (const { device, title, score, why } of await lighthouseScores(tools.chromium)) {
    const figure = `Lighthouse, ${device}, ${title.toLowerCase()}, beside 95`;
    table.push({ figure, ours: `${Math.round(score * 100)}`, peer: "95", ratio: 0.95 / score, target: 1.0 });
    for (const line of why) console.log(`  ${device}: ${line}`);
  }
}

/** Once to warm up both sides, then the repetitions that count. */
async function alternate(turn, count = repetitions) {
  await turn(false);
  for (let n = 0; n < count; n++) await turn(true);
}

/** The pinned wheels whose file names fit. */
async function wheelFiles(fits) {
  const table = await readFile(join(root, "tests/wheels.txt"), "utf8");
  const names = table.split("\n").map((line) => line.split(" ")[0]);
  return names.filter((name) => name.endsWith(".whl") && fits(name)).map((name) => join(tools.wheels, name));
}

async function install(tree, files) {
  const { ricPython } = tools.pythons["3.13"];
  const flags = ["--quiet", "--disable-pip-version-check", "--no-index", "--no-deps", "--no-compile"];
  await run(ricPython, ["-m", "pip", "install", ...flags, "--target", tree, ...files]);
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
