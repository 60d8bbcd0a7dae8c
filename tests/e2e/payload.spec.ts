/** The files that browsers fetch. */
import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { PressPage } from "./press-page.ts";
import { rareMethodZip } from "./rare-method-zip.ts";
import { expect, test } from "./test.ts";
import { cachedWheel, dist, fitting, repository } from "./tools.ts";

test.use({ serviceWorkers: "allow" });

/** Files whose names people, manifests or stores use. */
const STABLE =
  /\.(?:html|d\.ts|md)$|^icons\/|^LICENSE-|^(?:manifest|package)\.json$|^_locales\/|^manifest\.webmanifest$|^service-worker\.js$|^_headers$/;

/** A gate that others wait for. */
class Gate {
  open = () => {};
  readonly opened = new Promise<void>((resolve) => {
    this.open = resolve;
  });
}

/** Files whose names pages, programs and shells use. */
const ENTRIES = ["index.js", "node.js", "cli.js"];

for (const host of ["site", "extension", "extension-firefox", "npm"]) {
  test(`files of dist/${host} have the hash of their contents in their names`, async () => {
    const files = await readdir(join(dist, host), { recursive: true, withFileTypes: true });
    const root = join(dist, host);
    let count = 0;
    for (const file of files.filter((file) => file.isFile() && !/\.(?:br|gz)$/.test(file.name))) {
      const path = join(file.parentPath, file.name).slice(root.length + 1);
      if (STABLE.test(path) || (host === "npm" && ENTRIES.includes(path))) continue;
      const hash = createHash("sha256").update(await readFile(join(root, path)));
      expect(path).toContain(`-${hash.digest("hex").slice(0, 16)}.`);
      count++;
    }
    expect(count).toBeGreaterThan(1);
  });
}

test("compressed copies are of the file, and carry no time", async () => {
  const root = join(dist, "site");
  const names = await readdir(root, { recursive: true });
  const copies = names.filter((name) => /\.(?:br|gz)$/.test(name));
  expect(copies.length).toBeGreaterThan(10);
  for (const name of copies) {
    const [copy, file] = await Promise.all([name, name.slice(0, -3)].map((name) => readFile(join(root, name))));
    if (!copy || !file) throw new Error(name);
    const decompressed = name.endsWith(".br") ? brotliDecompressSync(copy) : gunzipSync(copy);
    expect(decompressed.equals(file), name).toBe(true);
    if (name.endsWith(".gz")) expect([...copy.subarray(4, 10)], name).toEqual([0, 0, 0, 0, 2, 255]);
  }
});

test("what is fetched until the first plan is what the limit of it is about", async ({ page, site, scratch }) => {
  const { limits } = JSON.parse(await readFile(join(repository, "www/build/payload.json"), "utf8"));
  const [limit] = limits.filter(({ of }: { of: string }) => of.startsWith("until the first plan"));
  const pathOf = (url: string) => url.slice(site.url.length + 1) || "index.html";
  const fetched = new Set<string>();
  // The context also sees the requests of workers.
  page.context().on("requestfinished", (request) => {
    if (request.url().startsWith(site.url)) fetched.add(pathOf(request.url()));
  });
  // Holds back files: the planning module until files are dropped, and the modules that press and show the contents
  // until the plan is shown.
  const [dropped, shown] = [new Gate(), new Gate()];
  const hold = (files: RegExp, until: Gate) =>
    page.context().route(
      (url) => files.test(url.pathname),
      async (route) => {
        await until.opened;
        await route.continue();
      },
    );
  await hold(/\/plan-[^/]+\.wasm$/, dropped);
  await hold(/\/(press|contents)-[^/]+$/, shown);
  const pressing = page.waitForResponse(/\/press-[^/]+\.wasm$/);
  // The service worker fetches it in advance to store it, which does not count.
  const seldom: string[] = [];
  page.context().on("request", (request) => {
    if (/\/codecs-[^/]+\.wasm$/.test(request.url()) && !request.serviceWorker()) seldom.push(request.url());
  });
  await page.goto(site.url);
  const file = join(scratch, "lambda_function.py");
  await writeFile(file, "import six\n\ndef lambda_handler(event, context):\n    return six.__version__\n");
  const press = new PressPage(page);
  await press.drop(file, cachedWheel("six-*"));
  dropped.open();
  await expect(page.getByTestId("entries-count")).not.toHaveText("0");
  const stated: RegExp[] = limit.files.map((pattern: string) => fitting(pattern));
  const isStated = (path: string) => stated.some((expression) => expression.test(path));
  expect(
    [...fetched].filter((path) => !isStated(path)),
    "fetched, but not counted",
  ).toEqual([]);
  for (const expression of stated)
    expect([...fetched], `${expression}`).toContainEqual(expect.stringMatching(expression));
  // Then the rest is fetched without being needed, so that pressing does not wait for it.
  shown.open();
  expect((await pressing).ok()).toBe(true);
  await press.pressAndDownload(scratch);
  expect(seldom, "no zip has wanted it").toEqual([]);
  await writeFile(join(scratch, "seldom.zip"), rareMethodZip());
  await press.drop(join(scratch, "seldom.zip"));
  await press.pressAndDownload(scratch);
  expect(seldom, "once, for all workers").toHaveLength(1);
});

test("what plans is asked for once the page is drawn", async ({ page, site }) => {
  // Both times are from one clock, so that the order does not depend on the speed of the machine.
  await page.addInitScript(() => {
    const look = () => {
      if (document.querySelector("#page h1")) {
        observer.disconnect();
        performance.mark("drawn");
      }
    };
    const observer = new MutationObserver(look);
    observer.observe(document, { childList: true, subtree: true });
  });
  const asked = page.waitForResponse(/\/plan-[^/]+\.wasm$/);
  await page.goto(site.url);
  await (await asked).finished();
  const times = await page.evaluate(() => {
    const start = (entries: PerformanceEntryList) => entries.map(({ startTime }) => startTime);
    const all = performance.getEntriesByType("resource").filter(({ name }) => /\/plan-[^/]+\.wasm$/.test(name));
    return { drawn: start(performance.getEntriesByName("drawn")), asked: start(all) };
  });
  expect(times.drawn).toHaveLength(1);
  expect(times.asked).toHaveLength(1);
  expect(times.asked[0]).toBeGreaterThanOrEqual(times.drawn[0] ?? Number.POSITIVE_INFINITY);
});

test("the bill of materials names what is in dist, by the versions and hashes of the lock files", async () => {
  const bom = JSON.parse(await readFile(join(dist, "sbom.cdx.json"), "utf8"));
  expect([bom.bomFormat, bom.specVersion]).toEqual(["CycloneDX", "1.6"]);
  interface Component {
    purl: string;
    name: string;
    version: string;
    licenses?: unknown[];
    hashes?: { alg: string; content: string }[];
  }
  const components: Component[] = bom.components;
  const names = components.map(({ purl }) => purl.replace(/@[^@]*$/, ""));
  expect(new Set(components.map(({ purl }) => purl)).size, "each once").toBe(components.length);
  for (const one of ["pkg:npm/preact", "pkg:cargo/wasm-bindgen", "pkg:cargo/sha2", "pkg:cargo/zip"]) {
    expect(names).toContain(one);
  }
  // Tools for the build and for the tests are not in dist.
  for (const one of ["pkg:npm/esbuild", "pkg:npm/axe-core", "pkg:cargo/syn", "pkg:cargo/tempfile"]) {
    expect(names).not.toContain(one);
  }
  const lock = await readFile(join(repository, "Cargo.lock"), "utf8");
  const vendored = await readdir(join(repository, "vendor"));
  for (const { purl, name, version, licenses, hashes } of components) {
    expect(licenses, purl).toHaveLength(1);
    if (vendored.includes(name)) continue;
    expect(hashes?.[0]?.content, purl).toMatch(/^[0-9a-f]{64,128}$/);
    if (purl.startsWith("pkg:cargo/")) {
      const locked = lock
        .split("[[package]]")
        .find((one) => one.includes(`name = "${name}"\nversion = "${version}"\n`));
      expect(locked, purl).toContain(`checksum = "${hashes?.[0]?.content}"`);
    }
  }
});
