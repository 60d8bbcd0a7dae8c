/** dist/npm on another origin than the page, as on a CDN. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import type { Rejection } from "./npm.ts";
import { type Server, serve } from "./server.ts";
import { test as base, expect } from "./test.ts";
import { dist } from "./tools.ts";

// Pages that send requests to another origin. The console has errors where a policy refuses them.
const test = base.extend({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the parameter's names
  watch: async ({}, use) => use(undefined),
});

let cdn: Server;
let closed: Server;
test.beforeAll(async () => {
  cdn = await serve({ "/": join(dist, "npm") }, { "access-control-allow-origin": "*" });
  closed = await serve({ "/": join(dist, "npm") });
});
test.afterAll(() => Promise.all([cdn.close(), closed.close()]));

interface Pressed {
  codeSha256?: string;
  rejection?: Rejection;
}

/** Presses in a page with this policy. */
async function pressUnder(page: Page, scratch: string, policy: string, from: string, workers = ""): Promise<Pressed> {
  const meta = `<meta http-equiv="Content-Security-Policy" content="${policy}">`;
  await mkdir(scratch, { recursive: true });
  await writeFile(join(scratch, "index.html"), `<!doctype html><meta charset="utf-8">${meta}<title>A page</title>`);
  const own = await serve({ "/": scratch, "/own/": join(dist, "npm") });
  try {
    await page.goto(own.url);
    return await page.evaluate(
      async ({ from, workers }) => {
        try {
          const { createPackager } = (await import(from)) as typeof import("../../www/packager/index.ts");
          const worker = workers ? { plan: `${workers}/plan-worker.js`, press: `${workers}/press-worker.js` } : {};
          const packager = await createPackager({ workers: 2, worker });
          const file = new File(["def handler(event, context): pass\n"], "function.py");
          const target = { kind: "function", runtime: "python3.13", architecture: "x86_64" } as const;
          const { codeSha256 } = await packager.pack([{ path: "function.py", file }], target);
          packager.close();
          return { codeSha256 };
        } catch (error) {
          const { name, code, message, hint } = error as Rejection;
          return { rejection: { name, code, message, hint } };
        }
      },
      { from, workers },
    );
  } finally {
    await own.close();
  }
}

const policyFor = (origin: string, workers: string) =>
  `default-src 'none'; script-src 'self' ${origin} 'wasm-unsafe-eval'; connect-src 'self' ${origin}; worker-src ${workers}`;

test("the workers start from a copy, and press the same", async ({ page, scratch }) => {
  const asked: string[] = [];
  page.context().on("request", (request) => asked.push(request.url()));
  const there = await pressUnder(page, scratch, policyFor(cdn.url, "blob:"), `${cdn.url}/index.js`);
  expect(there.rejection).toBeUndefined();
  const scripts = asked.filter((url) => /\/(plan|press)-worker/.test(url));
  expect(scripts, "each script is fetched once").toHaveLength(2);
  expect(new Set(scripts.map((url) => new URL(url).origin))).toEqual(new Set([cdn.url]));
  const here = await pressUnder(page, scratch, policyFor("", "'self'"), "/own/index.js");
  expect(here.codeSha256).toBe(there.codeSha256);
});

test("a worker that is not at its address, or that the policy refuses, is named by it", async ({ page, scratch }) => {
  const open = policyFor("", "'self'");
  const gone = await pressUnder(page, scratch, open, "/own/index.js", "/gone");
  expect(gone.rejection).toMatchObject({ name: "PackagerError", code: "start-failed" });
  expect(gone.rejection?.message).toContain("/gone/plan-worker.js");
  const refused = await pressUnder(page, scratch, policyFor("", "'none'"), "/own/index.js");
  expect(refused.rejection).toMatchObject({ name: "PackagerError", code: "start-failed" });
  expect(refused.rejection?.message).toMatch(/\/own\/(plan|press)-worker-/);
});

test("a policy without blob: is told", async ({ page, scratch }) => {
  const { rejection } = await pressUnder(page, scratch, policyFor(cdn.url, "'self'"), `${cdn.url}/index.js`);
  expect(rejection).toMatchObject({ name: "PackagerError", code: "start-failed" });
  expect(rejection?.message).toContain(`${cdn.url}/`);
  expect(rejection?.hint).toContain('"worker-src blob:"');
});

test("a server that does not share its files is told", async ({ page, scratch }) => {
  const policy = policyFor(closed.url, "blob:");
  const { rejection } = await pressUnder(page, scratch, policy, "/own/index.js", closed.url);
  expect(rejection).toMatchObject({ name: "PackagerError", code: "start-failed" });
  expect(rejection?.hint).toContain("Access-Control-Allow-Origin");
});
