// Lighthouse on the built site, as a host serves it. Its 200 packages have their own lock file (benches/lighthouse).
// They are installed to target/lighthouse when this benchmark first runs.

import { execFileSync } from "node:child_process";
import { createReadStream } from "node:fs";
import { cp, mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { extname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "./common.mjs";

const site = join(root, "dist/site");
const installed = join(root, "target/lighthouse");
const CATEGORIES = ["performance", "accessibility", "best-practices"];

const TYPES = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
};

/** Lighthouse's scores of the built site. */
export async function lighthouse({ table, tools }) {
  for (const { device, title, score, why } of await scores(tools.chromium)) {
    const figure = `Lighthouse, ${device}, ${title.toLowerCase()}, beside 95`;
    table.push({ figure, ours: `${Math.round(score * 100)}`, peer: "95", ratio: 0.95 / score, target: 1.0 });
    for (const line of why) console.log(`  ${device}: ${line}`);
  }
}

/** The scores from 0 to 1, each with the audits that reduced it. `chromePath` is the path of the browser. */
async function scores(chromePath) {
  const { default: audit, desktopConfig } = await install();
  const { launch } = await load("chrome-launcher");
  const server = createServer(answer);
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const url = `http://127.0.0.1:${server.address().port}/`;
  const chrome = await launch({ chromePath, chromeFlags: ["--headless=new", "--no-sandbox"] });
  try {
    const scores = [];
    for (const [device, config] of Object.entries({ desktop: desktopConfig, mobile: undefined })) {
      const options = { port: chrome.port, onlyCategories: CATEGORIES, output: "html", logLevel: "error" };
      const { lhr, report } = await audit(url, options, config);
      await writeFile(join(installed, `${device}.html`), report);
      for (const { title, score, auditRefs } of Object.values(lhr.categories)) {
        const lost = auditRefs.filter(({ id, weight }) => weight > 0 && (lhr.audits[id].score ?? 1) < 0.9);
        const why = lost.map(({ id }) => `${id}: ${lhr.audits[id].displayValue ?? lhr.audits[id].title}`);
        scores.push({ device, title, score, why });
      }
    }
    return scores;
  } finally {
    await chrome.kill();
    server.close();
    server.closeAllConnections();
  }
}

/** Installs this version of Lighthouse if it is missing, and imports it. */
async function install() {
  await mkdir(installed, { recursive: true });
  const wanted = await readFile(join(root, "benches/lighthouse/package-lock.json"), "utf8");
  const there = await readFile(join(installed, "package-lock.json"), "utf8").catch(() => "");
  const isThere = wanted === there && (await stat(join(installed, "node_modules/lighthouse")).catch(() => null));
  if (!isThere) {
    for (const name of ["package.json", "package-lock.json"]) {
      await cp(join(root, "benches/lighthouse", name), join(installed, name));
    }
    execFileSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: installed, stdio: "inherit" });
  }
  return load("lighthouse");
}

function load(name) {
  const resolve = createRequire(join(installed, "node_modules/lighthouse/package.json")).resolve;
  const file = name === "lighthouse" ? join(installed, "node_modules/lighthouse/core/index.js") : resolve(name);
  return import(pathToFileURL(file).href);
}

/**
 * Answers as docs/hosting.md recommends: with compressed copies, and files with a hash in their names are cached for
 * ever.
 */
async function answer(request, response) {
  const { pathname } = new URL(request.url, "http://localhost");
  const name = pathname === "/" ? "index.html" : pathname.slice(1);
  const file = join(site, name);
  if (name.includes("..") || !(await stat(file).catch(() => null))) return response.writeHead(404).end();
  const takesBrotli = /\bbr\b/.test(request.headers["accept-encoding"] ?? "");
  const isCompressed = takesBrotli && (await stat(`${file}.br`).catch(() => null)) !== null;
  response.writeHead(200, {
    "content-type": TYPES[extname(name)] ?? "application/octet-stream",
    "cache-control": /-[0-9a-f]{16}\./.test(name) ? "public, max-age=31536000, immutable" : "no-cache",
    ...(isCompressed && { "content-encoding": "br" }),
  });
  createReadStream(isCompressed ? `${file}.br` : file).pipe(response);
}
