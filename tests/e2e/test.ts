/**
 * Playwright's test with the fixtures that every test needs: the served page, a scratch directory, and a watch on the
 * page.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test as base, expect, type Page } from "@playwright/test";
import { type Server, serve } from "./server.ts";
import { dist, repository, tools } from "./tools.ts";

interface PerTest {
  /** An empty directory, removed after the test. */
  scratch: string;
  /** Fails the test if a page prints an error on its console or sends a request to another origin. */
  watch: undefined;
}

interface PerWorker {
  /** dist/site. */
  site: Server;
  /** A blank page, dist/npm under /wheelpress/, the cached wheels under /wheels/. */
  bench: Server;
}

export const test = base.extend<PerTest, PerWorker>({
  site: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the parameter's names
    async ({}, use) => {
      const server = await serve({ "/": join(dist, "site") });
      await use(server);
      await server.close();
    },
    { scope: "worker" },
  ],
  bench: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the parameter's names
    async ({}, use) => {
      const roots = {
        "/": join(repository, "tests/e2e/blank"),
        "/wheelpress/": join(dist, "npm"),
        "/wheels/": tools.wheels,
      };
      const server = await serve(roots);
      await use(server);
      await server.close();
    },
    { scope: "worker" },
  ],
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the parameter's names
  scratch: async ({}, use) => {
    const directory = await mkdtemp(join(tmpdir(), "wheelpress-e2e-"));
    await use(directory);
    await rm(directory, { recursive: true, force: true });
  },
  watch: [
    async ({ page }, use) => {
      const complaints = watchPage(page);
      await use(undefined);
      expect(complaints, "what the page complained about").toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

/** Collects console errors, uncaught exceptions and requests to other origins, as they come. */
export function watchPage(page: Page): string[] {
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(`uncaught: ${error}`));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(`console: ${message.text()} ${message.location().url}`);
  });
  // The context also sees the requests of workers.
  page.context().on("request", (request) => {
    if (request.isNavigationRequest()) return;
    const asked = new URL(request.url());
    // A blob or data URL sends no request.
    if (["blob:", "data:"].includes(asked.protocol)) return;
    if (asked.origin !== new URL(page.url()).origin) complaints.push(`request to another origin: ${request.url()}`);
  });
  return complaints;
}
