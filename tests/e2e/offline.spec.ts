/** The site after one visit: it opens without a network, and reports a newer version. */
import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { PressPage } from "./press-page.ts";
import { serve } from "./server.ts";
import { expect, test } from "./test.ts";
import { cachedWheel, dist } from "./tools.ts";

test.use({ serviceWorkers: "allow" });

/** Waits until the service worker has stored the page. */
async function kept(page: Page): Promise<void> {
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
}

test("after one visit it opens, presses and makes commands without a network", async ({ page, context, scratch }) => {
  const server = await serve({ "/": join(dist, "site") });
  await page.goto(server.url);
  await kept(page);
  await server.close();
  await context.setOffline(true);

  await page.goto(`${server.url}/?from=bookmark`);
  const press = new PressPage(page);
  const file = join(scratch, "app.py");
  await writeFile(file, "import six\n\n\ndef handler(event, context):\n    return six.__version__\n");
  await press.drop(file, cachedWheel("six-*"));
  await press.target({ handler: "app.handler" });
  const { size } = await press.pressAndDownload(scratch);
  expect(size).toBeGreaterThan(1000);
  const card = page.getByRole("region", { name: "Deploy", exact: true });
  await card.getByText("Deploy", { exact: true }).click();
  await card.getByRole("radio", { name: "By hand" }).check({ force: true });
  await card.getByLabel("Functions", { exact: true }).fill("hello");
  await expect(card.getByRole("region", { name: "Commands", exact: true })).toContainText("aws lambda");
  await page.goto(`${server.url}/findings.html`);
  await expect(page.getByRole("heading", { name: /handler-missing/ }).first()).toBeVisible();
});

test("a newer version is told of, and opened when asked", async ({ page, scratch }) => {
  const site = join(scratch, "site");
  await cp(join(dist, "site"), site, { recursive: true });
  const server = await serve({ "/": site });
  await page.goto(server.url);
  await kept(page);

  const html = await readFile(join(site, "index.html"), "utf8");
  await writeFile(join(site, "index.html"), html.replace("<title>wheelpress", "<title>newer wheelpress"));
  const worker = await readFile(join(site, "service-worker.js"), "utf8");
  await writeFile(
    join(site, "service-worker.js"),
    `${worker}// newer\n`.replace(/"([0-9a-f]{16})"/, '"0000000000000000"'),
  );

  // The previous version of the page opens.
  await page.reload();
  await expect(page).toHaveTitle(/^wheelpress/);
  const open = page.getByRole("button", { name: "Open it" });
  await open.click();
  await expect(page).toHaveTitle(/^newer wheelpress/);
  await expect(open).toBeHidden();
  await server.close();
});

test("files that are opened with the installed page are taken", async ({ page, site }) => {
  await page.addInitScript(() => {
    const handle = (name: string) => ({ getFile: async () => new File(["x = 1\n"], name) });
    const gone = { getFile: () => Promise.reject(new DOMException("gone", "NotFoundError")) };
    const launchQueue = {
      setConsumer: (consume: (launch: { files: unknown[] }) => void) => consume({ files: [handle("app.py"), gone] }),
    };
    Object.defineProperty(globalThis, "launchQueue", { value: launchQueue });
  });
  await page.goto(site.url);
  await expect(new PressPage(page).source("app.py")).toBeVisible();
});

test("files that are shared with the installed page are taken, once", async ({ page }) => {
  const server = await serve({ "/": join(dist, "site") });
  await page.goto(server.url);
  await kept(page);
  await page.reload();
  const opened = await page.evaluate(async () => {
    const form = new FormData();
    form.append("files", new File(["x = 1\n"], "größe.py"));
    form.append("files", new File(["y = 1\n"], "b.py"));
    return (await fetch("./share", { method: "POST", body: form })).url;
  });
  expect(opened).toBe(`${server.url}/?shared`);
  await page.goto(opened);
  const press = new PressPage(page);
  await expect(press.source("größe.py")).toBeVisible();
  await expect(press.source("b.py")).toBeVisible();
  await page.goto(opened);
  await expect(page.getByRole("button", { name: "A function alone" })).toBeVisible();
  await expect(press.sources).toHaveCount(0);
  await server.close();
});

test("shortcuts of the installed page do what they are called, and the manifest names its icons", async ({
  page,
  site,
}) => {
  const manifest = await (await fetch(`${site.url}/manifest.webmanifest`)).json();
  for (const { src } of manifest.icons) expect((await fetch(`${site.url}/${src}`)).ok, src).toBe(true);
  const [example, open] = manifest.shortcuts as { url: string }[];
  await page.goto(new URL(open?.url ?? "", `${site.url}/`).href);
  await expect(page.getByRole("region", { name: "Open a deployed function" }).getByLabel("Region")).toBeVisible();
  await page.goto(new URL(example?.url ?? "", `${site.url}/`).href);
  await new PressPage(page).receipt();
});
