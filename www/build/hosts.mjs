// The three hosts of the page: dist/site, dist/extension and dist/wheelpress.html.

import { createHash } from "node:crypto";
import { access, cp, readFile, writeFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { addresses, script } from "./bundle.mjs";
import { defaultIndex, indexElement } from "./default-index.mjs";
import { guide } from "./guide.mjs";
import { hashed, writeFiles } from "./hashed.mjs";
import { headersFile } from "./headers.mjs";
import { wasm } from "./packager.mjs";
import { dist, root, site } from "./paths.mjs";
import { filesIn } from "./sums.mjs";

// Deploying sends requests to S3 and Lambda, whose hosts differ by region, bucket and partition, and to endpoints of
// the user, some of which use http inside a network (MinIO). No source expression covers only these, or an IPv6
// address. The page warns about http. Scripts are still limited to the page's own, and pages on https cannot send
// requests over http.
const servers = "https: http:";

const www = new URL("www/", root);

/**
 * The parts of the page that are fetched on first use. Each is a script of its own: its file name and its entry point
 * in www.
 */
const PARTS = {
  compare: ["compare.js", "compare/index.tsx"],
  contents: ["contents.js", "contents/index.tsx"],
  deployCard: ["deploy-card.js", "deploy-card/index.tsx"],
  editor: ["editor.js", "editor/index.tsx"],
  examples: ["examples.js", "generated/example.ts"],
  fetch: ["fetch.js", "fetch/index.tsx"],
  german: ["german.js", "texts/de/index.ts"],
  treemap: ["treemap.js", "treemap/index.tsx"],
  repository: ["repository.js", "repository/index.tsx"],
};

// The generated glue code uses its own address only if it is not given the module.
const withoutAddress = { define: { "import.meta.url": '""' } };

// The base of all policies: everything is forbidden.
const policy = {
  "default-src": "'none'",
  "base-uri": "'none'",
  "form-action": "'none'",
};

// The page of all findings runs no scripts.
const textOnly = { ...policy, "style-src": "'self'", "img-src": "data:" };

export async function bundleSite(packager) {
  const { app, style, guideStyle, index } = await bundlePage(site, packager, "www/hosts/site.ts", [
    "icon.svg",
    "icon-192.png",
  ]);
  const html = await pageText();
  const strict = {
    ...policy,
    "script-src": "'self' 'wasm-unsafe-eval'",
    "style-src": "'self'",
    // blob: for workers whose script has been fetched from this origin before.
    "worker-src": "'self' blob:",
    // blob: and data: for images in the package.
    "img-src": "'self' data: blob:",
    "manifest-src": "'self'",
    "connect-src": `'self' ${servers}`,
  };
  // Without this link, browsers request the packager only after they have read the script of the page.
  const ahead = `<link rel="modulepreload" href="./wheelpress/${index.name}">`;
  const manifest = '<link rel="manifest" href="manifest.webmanifest">';
  const installable = replaceOnce(html, "</title>", ["</title>", manifest, ahead].join(""));
  await Promise.all([
    writeFile(new URL("index.html", site), withPolicy(withNames(installable, { app, style }), strict)),
    cp(new URL("hosts/manifest.webmanifest", www), new URL("manifest.webmanifest", site)),
    findingsPage().then((page) =>
      writeFile(new URL("findings.html", site), withPolicy(withNames(page, { style, guideStyle }), textOnly)),
    ),
  ]);
  await writeServiceWorker();
  await writeFile(new URL("_headers", site), headersFile(await filesIn(site)));
}

/**
 * Writes the service worker of the site, after all other files of the site. Its name is fixed, so that browsers find
 * the next version.
 */
async function writeServiceWorker() {
  const names = await filesIn(site);
  const hash = createHash("sha256");
  for (const name of names) hash.update(`${name}\n`).update(await readFile(new URL(name, site)));
  const files = names.filter((name) => !name.endsWith(".html"));
  const define = addresses({ site: JSON.stringify(files), version: hash.digest("hex").slice(0, 16) });
  await writeFile(
    new URL("service-worker.js", site),
    await script("www/hosts/service-worker.ts", { define, format: "iife" }),
  );
}

export async function bundleExtension(packager, version) {
  for (const browser of Object.keys(BROWSERS)) await bundleExtensionFor(browser, packager, version);
}

/** Members of the manifest that differ between browsers: how the background script runs, and the minimum version. */
const BROWSERS = {
  extension: (background) => ({ background: { service_worker: background }, minimum_chrome_version: "120" }),
  // Firefox supports the optional host permissions of manifest version 3 since 128.
  "extension-firefox": (background) => ({
    background: { scripts: [background] },
    browser_specific_settings: {
      gecko: {
        id: "wheelpress@wheelpress.example",
        strict_min_version: "128.0",
        // Required for new extensions; older versions of Firefox ignore it.
        data_collection_permissions: { required: ["none"] },
      },
    },
  }),
};

async function bundleExtensionFor(folder, packager, version) {
  const extension = new URL(`${folder}/`, dist);
  const icons = ["icon-16.png", "icon-48.png", "icon-128.png"];
  const { app, style, guideStyle } = await bundlePage(extension, packager, "www/hosts/extension.ts", icons);
  const background = hashed("background.js", await script("www/hosts/extension-background.ts"));
  const manifest = JSON.parse(await readFile(new URL("hosts/manifest.json", www), "utf8"));
  // A browser refuses the whole extension if one icon is missing.
  await Promise.all(Object.values(manifest.icons).map((icon) => access(new URL(icon, extension))));
  const [html, findings] = await Promise.all([pageText(), findingsPage()]);
  const complete = { ...manifest, version, ...BROWSERS[folder](background.name) };
  const locales = ["en", "de"].map(async (language) => ({
    name: `_locales/${language}/messages.json`,
    contents: await readFile(new URL(`hosts/locales/${language}.json`, www), "utf8"),
  }));
  await writeFiles(extension, [
    background,
    ...(await Promise.all(locales)),
    { name: "index.html", contents: withNames(html, { app, style }) },
    { name: "findings.html", contents: withNames(findings, { style, guideStyle }) },
    { name: "manifest.json", contents: `${JSON.stringify(complete, null, 2)}\n` },
  ]);
}

export async function bundleSingleFile() {
  const gzipped = (name) => wasm(name).then((bytes) => gzipSync(bytes, { level: 9 }).toString("base64"));
  // Classic scripts, because some engines refuse workers on file:// that are modules from a blob URL.
  const worker = (entryPoint) => script(entryPoint, { ...withoutAddress, format: "iife" });
  const named = async (suffix, sources, make) =>
    Object.fromEntries(await Promise.all(sources.map(async ([name, source]) => [name + suffix, await make(source)])));
  const workers = ["plan", "press", "project", "indexes"].map((name) => [name, `packager/${name}-worker`]);
  const [html, style, modules, scripts] = await Promise.all([
    pageText(),
    // In the single file the guide is a part of the page.
    Promise.all([styleSheet(), guideStyleSheet()]).then((sheets) => sheets.join("")),
    named(
      "",
      ["plan", "press", "codecs", "project", "indexes", "deploy"].map((name) => [name, name]),
      gzipped,
    ),
    named("Worker", [...workers, ["deploy", "deploy/worker"]], (name) => worker(`www/${name}.ts`)),
  ]);
  const parts = { ...modules, ...scripts, guide: await guide() };
  const app = await script("www/hosts/single-file.ts", { plugins: [embedded(parts)] });
  const strict = {
    ...policy,
    "script-src": `'${source(app)}' 'wasm-unsafe-eval'`,
    "style-src": `'${source(style)}'`,
    "worker-src": "blob:",
    "img-src": "data: blob:",
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

/** The HTML of the page, with the default index. */
async function pageText() {
  const [html, index] = await Promise.all([readFile(new URL("index.html", www), "utf8"), defaultIndex()]);
  return replaceOnce(html, "<title>", `${indexElement(index)}<title>`);
}

/** The page that explains every finding. */
async function findingsPage() {
  const html = await readFile(new URL("findings.html", www), "utf8");
  return replaceOnce(html, '<main class="guide"></main>', `<main class="guide">${await guide()}</main>`);
}

/** Writes everything except the HTML of a page whose files lie beside it. `host` is the entry point of the page. */
async function bundlePage(directory, packager, host, icons) {
  const index = hashed("index.js", packager.entry);
  const deployWorker = hashed("deploy-worker.js", await script("www/deploy/worker.ts", withoutAddress));
  const deploy = hashed("deploy.wasm", await wasm("deploy"));
  const parts = await Promise.all(
    Object.entries(PARTS).map(async ([part, [name, entry]]) => [part, hashed(name, await script(`www/${entry}`))]),
  );
  const define = addresses({
    ...Object.fromEntries(parts.map(([part, { name }]) => [part, `./${name}`])),
    planWorker: `./wheelpress/${packager.planWorker.name}`,
    pressWorker: `./wheelpress/${packager.pressWorker.name}`,
    projectWorker: `./wheelpress/${packager.projectWorker.name}`,
    indexesWorker: `./wheelpress/${packager.indexesWorker.name}`,
    project: `./wheelpress/${packager.project.name}`,
    indexes: `./wheelpress/${packager.indexes.name}`,
    codecs: `./wheelpress/${packager.codecs.name}`,
    deployWorker: `./${deployWorker.name}`,
    deploy: `./${deploy.name}`,
  });
  const [app, style, guideStyle] = await Promise.all([
    script(host, { plugins: [besidePage(`./wheelpress/${index.name}`)], define }).then((text) =>
      hashed("app.js", text),
    ),
    styleSheet().then((text) => hashed("style.css", text)),
    guideStyleSheet().then((text) => hashed("guide.css", text)),
  ]);
  await Promise.all([
    writeFiles(directory, [app, style, guideStyle, deploy, deployWorker, ...parts.map(([, file]) => file)]),
    writeFiles(new URL("wheelpress/", directory), [index, ...packager.files]),
    ...icons.map((icon) => cp(new URL(`icons/${icon}`, www), new URL(`icons/${icon}`, directory))),
  ]);
  return { app, style, guideStyle, index };
}

/** A page of www with the hashed names of its files. */
function withNames(html, { app, style, guideStyle }) {
  const styled = replaceOnce(html, 'href="style.css"', `href="${style.name}"`);
  const guided = guideStyle ? replaceOnce(styled, 'href="guide.css"', `href="${guideStyle.name}"`) : styled;
  return app ? replaceOnce(guided, 'src="app.js"', `src="${app.name}"`) : guided;
}

/** Leaves the packager in files of its own beside the page. */
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

/** The additional style sheet of the page of all findings. */
async function guideStyleSheet() {
  return script("www/style/guide.css");
}

function withPolicy(html, directives) {
  const content = Object.entries(directives).map(([name, value]) => `${name} ${value}`);
  const charset = '<meta charset="utf-8">';
  const meta = `<meta http-equiv="Content-Security-Policy" content="${content.join("; ")}">`;
  return replaceOnce(html, charset, `${charset}${meta}`);
}

/** The text as the content of an HTML element. Refuses text that could end the element or change how it is parsed. */
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
