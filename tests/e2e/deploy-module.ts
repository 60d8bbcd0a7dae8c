/** Runs www/deploy/ without the card, in a blank page: hundreds of deploys in one Chromium. */
import { copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { build } from "esbuild";
import type { EndpointConfig } from "../../www/deploy/aws-types.ts";
import { type Server, serve } from "./server.ts";
import type { Keys } from "./servers/moto.ts";
import { built, repository } from "./tools.ts";

/** A page with the deploy module under /deploy/. */
export async function serveDeployModule(): Promise<Server> {
  const directory = await mkdtemp(join(tmpdir(), "wheelpress-deploy-"));
  await build({
    absWorkingDir: repository,
    entryPoints: ["tests/e2e/deploy-services.ts"],
    bundle: true,
    format: "esm",
    logLevel: "warning",
    target: "es2022",
    outfile: join(directory, "services.js"),
  });
  await copyFile(built("site/deploy-worker-*.js"), join(directory, "worker.js"));
  await copyFile(built("site/deploy-*.wasm"), join(directory, "deploy.wasm"));
  await writeFile(join(directory, "index.html"), "");
  const server = await serve({ "/": join(repository, "tests/e2e/blank"), "/deploy/": directory });
  return {
    url: server.url,
    async close() {
      await server.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** One deploy. */
export interface Run {
  seed: number;
  size: number;
  /** How many milliseconds the page's clock is ahead. */
  ahead: number;
  /** Milliseconds after which it is cancelled. */
  cancelAfter?: number;
  place: EndpointConfig;
  way:
    | { kind: "object"; bucket: string; key: string; ifNoneMatch: boolean }
    | { kind: "function"; functionName: string }
    | { kind: "share"; as: "url" | "form" | "ticket"; bucket: string; key: string };
}

export interface Verdict {
  codeSha256: string;
  /** The result that the page would show. */
  done?: Record<string, unknown>;
  error?: { name: string; code?: string; message: string; hint?: string };
  /** The kinds of the faults after which a request was repeated. */
  faults: string[];
}

/** Starts a deployer in the page with these credentials. Whenever they are reported as expired, it gets them again. */
export async function startDeployer(page: Page, s3: Keys, lambda: Keys): Promise<void> {
  await page.evaluate(startInPage, { s3, lambda });
}

export async function runDeploy(page: Page, run: Run): Promise<Verdict> {
  return page.evaluate((run) => (window as unknown as { run(run: Run): Promise<Verdict> }).run(run), run);
}

/** Runs in the page, so it must not use anything outside itself. */
async function startInPage(keys: { s3: Keys; lambda: Keys }): Promise<void> {
  const address = "/deploy/services.js";
  const deploy = (await import(address)) as typeof import("./deploy-services.ts");
  const module = WebAssembly.compileStreaming(fetch("/deploy/deploy.wasm"));
  const host = { module: () => module, worker: () => new Worker("/deploy/worker.js", { type: "module" }) };
  let current = keys.s3;
  const unlock = () => session.unlockFields(current.accessKeyId, current.secretAccessKey);
  const onPause = (failure: unknown) => {
    if (failure) setTimeout(unlock, 10);
  };
  // Waits for the right time, but with a clock that is fifty times as fast.
  const sleep = (milliseconds: number, signal?: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      setTimeout(resolve, milliseconds / 50);
      signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
    });
  const services = deploy.createServices(host, { onLock() {}, onPause }, { sleep, multipartFrom: 5 << 20 });
  const { session, lambda, s3, links } = services;
  const trueNow = Date.now;

  /** mulberry32: the same seed, the same bytes. */
  const bytesOf = (size: number, seed: number) => {
    const words = new Uint32Array(Math.ceil(size / 4));
    let state = seed;
    for (let at = 0; at < words.length; at++) {
      state = (state + 0x6d2b79f5) | 0;
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
      words[at] = mixed ^ (mixed >>> 14);
    }
    return new Uint8Array(words.buffer, 0, size);
  };

  const run = async ({ seed, size, ahead, cancelAfter, place, way }: Run): Promise<Verdict> => {
    current = way.kind === "function" ? keys.lambda : keys.s3;
    await unlock();
    const bytes = bytesOf(size, seed);
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    const codeSha256 = btoa(String.fromCharCode(...digest));
    const zip = { blob: new Blob([bytes]), codeSha256 };
    const faults: string[] = [];
    const ending = new AbortController();
    const { signal } = ending;
    const onRetry = ({ kind }: { kind: string }) => void faults.push(kind);
    const options = { signal, onRetry, onProgress() {} };
    const verdict: Verdict = { codeSha256, faults };
    // Made beforehand, because only the upload may fail.
    const share = (maximumSize: number) =>
      way.kind === "share" ? { place, bucket: way.bucket, key: way.key, expiresIn: 600, maximumSize } : null;
    const [form, ticket] = [share(64 << 20), share(24 << 20)];
    const text =
      way.kind === "share" && form && ticket
        ? await {
            url: () => deploy.makePresignedUrl(services, form),
            form: () => deploy.makePostForm(services, form),
            ticket: () => deploy.makeTicket(services, ticket),
          }[way.as]()
        : "";
    Date.now = () => trueNow() + ahead;
    if (cancelAfter !== undefined) {
      setTimeout(() => ending.abort(new DOMException("The deploy was cancelled", "AbortError")), cancelAfter);
    }
    try {
      if (way.kind === "object") {
        const { bucket, key, ifNoneMatch } = way;
        verdict.done = { ...(await s3.upload(zip, { place, bucket, key, ifNoneMatch }, options)) };
      } else if (way.kind === "share") {
        const { bucket, key } = await links.upload(text, zip, options);
        verdict.done = { bucket, key };
      } else {
        const target = { functionName: way.functionName, region: place.region };
        const functionDeploy = {
          zip,
          unzippedSize: size,
          runtime: "python3.13",
          architecture: "x86_64" as const,
          place,
          key: "",
          publish: false,
          dryRun: false,
          configure: false,
          guard: true,
        };
        const onProgress = ({ stage, configuration }: { stage: string; configuration?: object }) => {
          if (stage === "done") verdict.done = { ...configuration };
        };
        const context = { lambda, uploads: new deploy.SharedUploads(s3), limit: deploy.LIMITS.directUpload };
        const options = { signal, onRetry };
        const found = await deploy.checkFunction(functionDeploy, target, context, onProgress, options);
        await found.deploy("code-only");
      }
    } catch (error) {
      const { name, code, message, hint } = error as NonNullable<Verdict["error"]>;
      verdict.error = { name, message, ...(code && { code }), ...(hint && { hint }) };
    } finally {
      Date.now = trueNow;
    }
    return verdict;
  };
  Object.assign(window, { run });
}
