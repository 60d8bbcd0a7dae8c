// Uploading: what runs in the page, and how much its process grows meanwhile.

import { randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { run } from "./common.mjs";
import { bytes, seconds } from "./table.mjs";

/**
 * 200 MB to garage: by a presigned URL beside `curl -T` to the same one, and in parts with credentials. Memory is the
 * resident anonymous memory (RssAnon) of the renderer, which is the tab's process: what it has of its own.
 */
export async function upload({ browser, kit, page, repetitions, table, alternate, scratch }) {
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

/** Runs in the page. The package is a Blob of chunks, as pressing makes it. */
async function startUploads({ keys, s3Endpoint, region, size }) {
  const address = "/deploy/deployer.js";
  const { Deployer } = await import(address);
  const module = WebAssembly.compileStreaming(fetch("/deploy/deploy.wasm"));
  const worker = () => new Worker("/deploy/worker.js", { type: "module" });
  const deployer = new Deployer({ module: () => module, worker }, { locked() {}, paused() {} });
  await deployer.unlockFields(keys.accessKeyId, keys.secretAccessKey);
  const chunks = [];
  const chunk = new Uint8Array(4 << 20);
  for (let at = 0; at < chunk.length; at += 65536) crypto.getRandomValues(chunk.subarray(at, at + 65536));
  for (let at = 0; at < size; at += chunk.length)
    chunks.push(new Blob([chunk.subarray(0, Math.min(chunk.length, size - at))]));
  // Parts carry hashes of their own; the whole one is not asked for.
  const zip = { blob: new Blob(chunks), codeSha256: "" };
  const place = { region, s3Endpoint };
  const timed = async (work) => {
    const start = performance.now();
    await work();
    return performance.now() - start;
  };
  window.uploads = {
    url: () => deployer.makeUrl(place, "packages", "put.zip", 3600),
    put: (url) => timed(() => deployer.uploadByLink(url, zip, {})),
    parts: () => timed(() => deployer.upload(zip, place, "packages", "parts.zip", false, {})),
  };
}

/** How much the renderers grow, at most, while something runs. */
async function whileWatched(browser, work) {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  const renderers = processInfo.filter(({ type }) => type === "renderer").map(({ id }) => id);
  const resident = async () => {
    let sum = 0;
    for (const id of renderers) {
      // One that has ended has none.
      const status = await readFile(`/proc/${id}/status`, "utf8").catch(() => "");
      sum += Number(/^RssAnon:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
    }
    return sum;
  };
  const before = await resident();
  if (before === 0) throw new Error("the tab's process is not to be found in /proc");
  let most = before;
  const watching = setInterval(async () => {
    most = Math.max(most, await resident());
  }, 20);
  try {
    const milliseconds = await work();
    return { milliseconds, grown: most - before };
  } finally {
    clearInterval(watching);
    await session.detach();
  }
}
