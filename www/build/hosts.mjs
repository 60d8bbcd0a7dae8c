// The three hosts of the page: dist/site, dist/extension and dist/wheelpress.html.

import { createHash } from "node:crypto";
import { access, cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { script } from "./bundle.mjs";
import { guide } from "./guide.mjs";
import { dist, generated, npm, root } from "./paths.mjs";

// Deploying goes to S3 and Lambda, whose hosts differ by region, bucket and partition, and to endpoints of
// the user's own, some of which speak http inside a network (MinIO). No source expression fits those alone, nor
// an IPv6 address. The page warns of http; scripts stay the page's own, and pages on https cannot ask over http.
const servers = "https: http:";

const www = new URL("www/", root);
const browserFiles = ["index.js", "worker.js", "wheelpress_bg.wasm"];

// What any page may do: run its own code, and nothing else.
const policy = {
  "default-src": "'none'",
  "base-uri": "'none'",
  "form-action": "'none'",
};

// The page of all findings runs nothing.
const textOnly = { ...policy, "style-src": "'self'", "img-src": "data:" };

export async function bundleSite() {
  const site = new URL("site/", dist);
  const { app, style } = await copyPage(site, "www/hosts/site.ts");
  const html = await readFile(new URL("index.html", www), "utf8");
  const strict = {
    ...policy,
    "script-src": "'self' 'wasm-unsafe-eval'",
    "style-src": "'self'",
    // Of scripts that were fetched from here once.
    "worker-src": "'self' blob:",
    "img-src": "'self' data:",
    "connect-src": `'self' ${servers}`,
  };
  // A changed file has a changed address, so that none of an older visit is taken for it.
  let page = withPolicy(html, strict);
  page = replaceOnce(page, 'href="style.css"', `href="style.css?v=${hash(style)}"`);
  page = replaceOnce(page, 'src="app.js"', `src="app.js?v=${hash(app)}"`);
  const findings = replaceOnce(await findingsPage(), 'href="style.css"', `href="style.css?v=${hash(style)}"`);
  await Promise.all([
    writeFile(new URL("index.html", site), page),
    writeFile(new URL("findings.html", site), withPolicy(findings, textOnly)),
  ]);
}

export async function bundleExtension(version) {
  const extension = new URL("extension/", dist);
  await copyPage(extension, "www/hosts/extension.ts");
  const manifest = JSON.parse(await readFile(new URL("hosts/manifest.json", www), "utf8"));
  // A browser refuses the whole extension for one that is missing.
  await Promise.all(Object.values(manifest.icons).map((icon) => access(new URL(icon, extension))));
  await Promise.all([
    cp(new URL("index.html", www), new URL("index.html", extension)),
    findingsPage().then((page) => writeFile(new URL("findings.html", extension), page)),
    script("www/hosts/extension-background.ts").then((text) => writeFile(new URL("background.js", extension), text)),
    writeFile(new URL("manifest.json", extension), `${JSON.stringify({ ...manifest, version }, null, 2)}\n`),
  ]);
}

export async function bundleSingleFile() {
  const [html, style, wasm, workerSource, deployWorkerSource] = await Promise.all([
    readFile(new URL("index.html", www), "utf8"),
    styleSheet(),
    readFile(new URL("wheelpress_bg.wasm", generated)),
    // A classic script: a module from a blob URL is refused to workers on file:// by some engines.
    // The glue asks for its own address only when it is not given the module.
    script("www/packager/worker.ts", { format: "iife", define: { "import.meta.url": '""' } }),
    script("www/deploy/worker.ts", { format: "iife", define: { "import.meta.url": '""' } }),
  ]);
  const app = await script("www/hosts/single-file.ts", {
    plugins: [
      embedded({
        wasm: gzipSync(wasm, { level: 9 }).toString("base64"),
        workerSource,
        deployWorkerSource,
        guide: await guide(),
      }),
    ],
  });
  const strict = {
    ...policy,
    "script-src": `'${source(app)}' 'wasm-unsafe-eval'`,
    "style-src": `'${source(style)}'`,
    "worker-src": "blob:",
    "img-src": "data:",
    "connect-src": servers,
  };
  let page = withPolicy(html, strict);
  page = replaceOnce(page, '<link rel="stylesheet" href="style.css">', "");
  page = replaceOnce(page, '<script type="module" src="app.js"></script>', "");
  if (/(?:src|href)="(?!data:)/.test(page)) {
    throw new Error("www/index.html refers to a file that the single file does not contain");
  }
  page = replaceOnce(page, "</head>", `<style>${inline(style)}</style></head>`);
  page = replaceOnce(page, "</body>", `<script type="module">${inline(app)}</script></body>`);
  await writeFile(new URL("wheelpress.html", dist), page);
}

/** What every finding means, as a page. */
async function findingsPage() {
  const html = await readFile(new URL("findings.html", www), "utf8");
  return replaceOnce(html, '<main class="guide"></main>', `<main class="guide">${await guide()}</main>`);
}

/** Everything but the HTML of a page whose files lie beside it; `host` is its entry point. */
async function copyPage(directory, host) {
  await mkdir(new URL("wheelpress/", directory), { recursive: true });
  const version = hash(...(await Promise.all(browserFiles.map((name) => readFile(new URL(name, npm))))));
  const deployWorker = await script("www/deploy/worker.ts", { define: { "import.meta.url": '""' } });
  const define = {
    PACKAGER_WORKER_FILE: JSON.stringify(`./wheelpress/worker.js?v=${version}`),
    DEPLOY_WORKER_FILE: JSON.stringify(`./deploy-worker.js?v=${hash(deployWorker)}`),
  };
  const [app, style] = await Promise.all([
    script(host, { plugins: [besidePage(`./wheelpress/index.js?v=${version}`)], define }),
    styleSheet(),
  ]);
  await Promise.all([
    writeFile(new URL("deploy-worker.js", directory), deployWorker),
    writeFile(new URL("app.js", directory), app),
    writeFile(new URL("style.css", directory), style),
    cp(new URL("icons/", www), new URL("icons/", directory), { recursive: true }),
    ...browserFiles.map((name) => cp(new URL(name, npm), new URL(`wheelpress/${name}`, directory))),
  ]);
  return { app, style };
}

/** Leaves the packager where it is: in files beside the page. */
function besidePage(path) {
  return {
    name: "beside-page",
    setup: (build) => build.onResolve({ filter: /^wheelpress$/ }, () => ({ path, external: true })),
  };
}

/** Provides "virtual:embedded", whose exports are these strings. */
function embedded(strings) {
  const exports = Object.entries(strings).map(([name, text]) => `export const ${name} = ${JSON.stringify(text)};`);
  return {
    name: "embedded",
    setup(build) {
      build.onResolve({ filter: /^virtual:embedded$/ }, ({ path }) => ({ path, namespace: "embedded" }));
      build.onLoad({ filter: /.*/, namespace: "embedded" }, () => ({ contents: exports.join("\n") }));
    },
  };
}

async function styleSheet() {
  return script("www/style.css");
}

function withPolicy(html, directives) {
  const content = Object.entries(directives).map(([name, value]) => `${name} ${value}`);
  const charset = '<meta charset="utf-8">';
  const meta = `<meta http-equiv="Content-Security-Policy" content="${content.join("; ")}">`;
  return replaceOnce(html, charset, `${charset}${meta}`);
}

/** The text for an element of HTML, if it cannot end the element or change how it is read. */
function inline(text) {
  if (/<\/(?:script|style)|<!--/i.test(text)) {
    throw new Error("a bundle contains text that HTML would take for the end of the script or style");
  }
  return text;
}

function replaceOnce(html, part, replacement) {
  const parts = html.split(part);
  if (parts.length !== 2) {
    throw new Error(`a page of www must contain \`${part}\` once, and does ${parts.length - 1} times`);
  }
  return parts.join(replacement);
}

/** The source expression by which a policy allows exactly this text. */
function source(text) {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}

function hash(...contents) {
  const hash = createHash("sha256");
  for (const content of contents) hash.update(content);
  return hash.digest("hex").slice(0, 16);
}
