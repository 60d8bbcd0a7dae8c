// Uploading from the page: the time, and the growth of the page's process during the upload.

import { randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { run } from "./common.mjs";
import { bytes, median, seconds } from "./table.mjs";
import { whileWatched } from "./watched.mjs";

/**
 * Uploads of 200 MB to garage: to a presigned URL, compared with `curl -T` to the same URL, and in parts with
 * credentials. The memory is the tab's own memory: the resident anonymous memory (RssAnon) of the renderer, which is
 * the tab's process.
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
        const { result: milliseconds, grown } = await whileWatched(browser, () =>
          page.evaluate((url) => window.uploads.put(url), url),
        );
        most = Math.max(most, grown);
        if (!counts) return;
        peers.push(curl);
        ours.push(milliseconds);
      },
      Math.min(repetitions, 3),
    );
    table.add(`${bytes(size)} by a presigned URL, beside curl -T to the same`, ours, peers, 1.1);
    const [parts, cli] = [[], []];
    const aws = await hasAwsCli();
    await alternate(
      async (counts) => {
        const { result: milliseconds, grown } = await whileWatched(browser, () =>
          page.evaluate(() => window.uploads.parts()),
        );
        const began = performance.now();
        if (aws) await uploadByCli({ ...garage, region: kit.GARAGE_REGION }, file);
        if (!counts) return;
        cli.push(performance.now() - began);
        parts.push(milliseconds);
        most = Math.max(most, grown);
      },
      Math.min(repetitions, 3),
    );
    const figure = `${bytes(size)} in parts with credentials`;
    if (aws) table.add(`${figure}, beside aws s3 cp`, parts, cli, 1.0);
    else table.push({ figure: `${figure} (without aws-cli to compare with)`, ours: seconds(median(parts)) });
    table.addMemory(`the tab's memory grows meanwhile, ${bytes(size)}`, most);
  } finally {
    await module.close();
    await garage.stop();
  }
}

/** Whether aws-cli is installed. The setup does not install it; without it, the comparison is omitted. */
const hasAwsCli = () =>
  run("aws", ["--version"]).then(
    () => true,
    () => false,
  );

/** Uploads with aws-cli's default settings: parts of 8 MiB, ten at once. */
async function uploadByCli({ keys, region, url }, file) {
  const env = {
    ...process.env,
    AWS_ACCESS_KEY_ID: keys.accessKeyId,
    AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
    AWS_DEFAULT_REGION: region,
  };
  const flags = ["--quiet", "--endpoint-url", url];
  await run("aws", ["s3", "cp", ...flags, file, "s3://packages/cli.zip"], { env });
}

/** Prepares uploads. Runs in the page. The package is a Blob of chunks, as pressing makes it. */
async function startUploads({ keys, s3Endpoint, region, size }) {
  const address = "/deploy/services.js";
  const { createServices, makePresignedUrl } = await import(address);
  const module = WebAssembly.compileStreaming(fetch("/deploy/deploy.wasm"));
  const host = { module: () => module, worker: () => new Worker("/deploy/worker.js", { type: "module" }) };
  const services = createServices(host, { onLock() {}, onPause() {} });
  await services.session.unlockFields(keys.accessKeyId, keys.secretAccessKey);
  const chunks = [];
  const chunk = new Uint8Array(4 << 20);
  for (let at = 0; at < chunk.length; at += 65536) crypto.getRandomValues(chunk.subarray(at, at + 65536));
  for (let at = 0; at < size; at += chunk.length)
    chunks.push(new Blob([chunk.subarray(0, Math.min(chunk.length, size - at))]));
  const blob = new Blob(chunks);
  // Not measured: the digest is known after pressing.
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await blob.arrayBuffer()));
  const zip = { blob, codeSha256: btoa(String.fromCharCode(...digest)), name: "function.zip" };
  const place = { region, s3Endpoint };
  const timed = async (work) => {
    const start = performance.now();
    await work();
    return performance.now() - start;
  };
  window.uploads = {
    url: () => makePresignedUrl(services, { place, bucket: "packages", key: "put.zip", expiresIn: 3600 }),
    put: (url) => timed(() => services.links.upload(url, zip, {})),
    parts: () => timed(() => services.s3.upload(zip, { place, bucket: "packages", key: "parts.zip" }, {})),
  };
}
