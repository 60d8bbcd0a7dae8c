/**
 * Every state of the page that needs no server, and how each is reached. The states are used for pictures and for
 * axe-core.
 */
import { mkdir, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Page } from "@playwright/test";
import { drop } from "../drop.ts";
import type { PressPage } from "../press-page.ts";
import { tenFunctions, write } from "../project-fixture.ts";
import { expect } from "../test.ts";
import { cachedWheel } from "../tools.ts";
import { zip } from "../zip.ts";

/** The start of every state: the page is open and empty. */
export interface World {
  page: Page;
  press: PressPage;
  /** An empty directory. */
  scratch: string;
}

/** Brings the page into a state. */
export type Reach<In = World> = (world: In) => Promise<unknown>;

const handler = `import requests


def handler(event, context):
    answer = requests.get(event["url"], timeout=5)
    return {"statusCode": answer.status_code}
`;
const PLAIN = "def lambda_handler(event, context):\n    return 1\n";
const SOME = ["requests-*", "idna-*", "certifi-*"];
const ALL = [...SOME, "urllib3-*", "charset_normalizer-*cp313*x86_64*"];

export const states: Record<string, Reach> = {
  empty: async () => {},
  help: ({ page }) => page.getByText("What never leaves your browser").click(),
  open: ({ page }) => page.getByRole("heading", { name: "Open a deployed function" }).click(),
  "nothing-to-ship": async ({ page, scratch }) => {
    await mkdir(join(scratch, "nothing"));
    await drop(page.getByRole("main"), [join(scratch, "nothing")]);
    await expect(page.getByText('No file to ship in "nothing"')).toBeVisible();
  },
  german: async (world) => {
    await world.page.getByRole("radio", { name: "Deutsch" }).check({ force: true });
    await expect(world.page.getByRole("region", { name: "Ziel" })).toBeVisible();
    await write(world.scratch, { "app.py": handler });
    await drop(world.page.getByRole("main"), [join(world.scratch, "app.py"), cachedWheel("idna-*")]);
    await expect(world.page.getByRole("region", { name: /^Befunde/ })).toContainText("requests");
  },
  findings: async (world) => {
    await dropSome(world);
    await expect(findings(world)).toBeVisible();
  },
  "broken-on-purpose": async (world) => {
    await world.page.getByRole("button", { name: "Broken on purpose" }).click();
    await expect(findings(world)).toContainText("macOS");
  },
  fixed: async (world) => {
    await dropSome(world);
    await world.press.target({ handler: "ap.handler" });
    await findings(world).getByRole("button", { name: "Use app.handler" }).click();
    await expect(findings(world).getByRole("button", { name: "Undo" })).toBeVisible();
  },
  "too-large": async (world) => {
    await planned(world);
    await world.page.getByText("Advanced", { exact: true }).click();
    await world.page.getByLabel("Layers' unzipped size").fill("300 MiB");
    await expect(findings(world)).toContainText("size-unzipped");
  },
  "layer-target": async (world) => {
    await world.press.target({ kind: "Layer" });
    await world.press.drop(cachedWheel("idna-*"));
    await world.press.press.click();
    await world.press.receipt();
  },
  planned: planned,
  pressing: async (world) => {
    await planned(world);
    await world.page.evaluate(() => {
      Worker.prototype.postMessage = () => {};
    });
    await world.press.press.click();
    await expect(world.press.progress).toBeVisible();
  },
  pressed: async (world) => {
    await planned(world);
    await world.press.press.click();
    await world.press.receipt();
  },
  "pressed-for-both": async (world) => {
    await planned(world);
    await world.page.getByRole("button", { name: "Press for both" }).click();
    await expect(world.page.getByText("arm64 was not pressed")).toBeVisible();
  },
  split: async (world) => {
    await planned(world);
    await world.page.getByLabel("Split into function and layer").check();
    await world.press.press.click();
    await expect(world.press.download).toHaveCount(2);
  },
  "pressed-with-errors": async (world) => {
    await dropSome(world);
    await world.page.getByRole("checkbox", { name: "Press although there are errors" }).check();
    await world.press.press.click();
    await world.press.receipt();
  },
  "not-pressed": async (world) => {
    const file = join(world.scratch, "gone.py");
    await writeFile(file, PLAIN);
    await world.press.drop(file);
    await expect(world.press.press).toHaveText("Press");
    await rm(file);
    await world.press.press.click();
    await expect(world.page.getByRole("alert").filter({ hasText: "gone.py" })).toBeVisible();
  },
  "existing-package": async (world) => {
    await existing(world);
    await expect(world.page.getByRole("region", { name: /^Diagnosis/ })).toContainText("package-nested-root");
  },
  compared: async (world) => {
    await existing(world);
    await world.page.getByLabel("Remove the folder around everything").check();
    await world.page.getByRole("button", { name: "Repair", exact: true }).click();
    await world.press.receipt();
    await world.page.getByRole("button", { name: "With the original" }).click();
    await expect(world.page.getByRole("region", { name: "Compare", exact: true })).toContainText("Not the same");
  },
  settings: async (world) => {
    const settings = 'runtime = "python3.12"\nruntme = "python3.12"\nsplit = "yes"\noverrides = { requests = false }\n';
    await project(world, { "wheelpress.toml": settings });
    await expect(world.page.getByRole("region", { name: "Changed requirements" })).toBeVisible();
  },
  "in-layer": async (world) => {
    const { page, press } = world;
    await project(world, {});
    await page.getByRole("button", { name: "It comes with a layer" }).click();
    await press.drop(cachedWheel("idna-*"));
    await page.getByRole("checkbox", { name: /^idna.* is in a layer$/ }).check();
    await expect(press.source(basename(cachedWheel("idna-*")))).toContainText("layer ·");
  },
  planning: async (world) => {
    await held(world);
    await expect(world.page.getByRole("button", { name: "Stop", exact: true })).toBeVisible();
  },
  stopped: async (world) => {
    await held(world);
    await world.page.getByRole("button", { name: "Stop", exact: true }).click();
  },
  repository: async (world) => {
    await repository(world);
    await expect(functions(world)).toContainText("repository/template.yaml");
  },
  "repository-pressed": async (world) => {
    await repository(world);
    await functions(world).getByRole("button", { name: "Press all" }).click();
    await expect(functions(world)).toContainText("11 of 11 pressed");
  },
  deploy: deploying,
  "deploy-by-hand": async (world) => {
    const card = await deploying(world);
    await card.getByRole("radio", { name: "By hand" }).check({ force: true });
    await card.getByLabel("Functions", { exact: true }).fill("hello:live");
    await card.getByText("More", { exact: true }).click();
    await expect(card.getByRole("region", { name: "Commands", exact: true })).toContainText("aws lambda");
  },
  "deploy-by-link": async (world) => {
    const card = await deploying(world);
    await card.getByRole("radio", { name: "URL or ticket" }).check({ force: true });
    const url =
      "https://s3.example.com/packages/f.zip?X-Amz-Algorithm=AWS4-HMAC-SHA256" +
      "&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20991231%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Date=20991231T000000Z" +
      `&X-Amz-Expires=3600&X-Amz-SignedHeaders=host&x-amz-checksum-crc32=AAAAAA%3D%3D&X-Amz-Signature=${"0".repeat(64)}`;
    await card.getByLabel("Presigned URL, POST form or upload ticket").fill(url);
    await expect(card.getByRole("status").first()).toContainText("checksum");
  },
  picture: async (world) => {
    const { page } = world;
    await planned(world);
    await page.getByRole("heading", { name: "Picture" }).click();
    await page
      .getByRole("group", { name: /^Sizes in Package/ })
      .getByRole("button", { name: /^idna/ })
      .hover();
    await page.getByRole("button", { name: "Leave out certifi" }).first().click();
    await expect(page.getByRole("button", { name: "Put back certifi" })).toBeVisible();
  },
  editor: async (world) => {
    const { page } = world;
    await planned(world);
    await page.getByRole("heading", { name: "Editor" }).click();
    const text = page.getByRole("textbox", { name: "Text of app.py" });
    await text.click();
    await page.keyboard.press("Control+End");
    await page.keyboard.type("\n\nimport reqests\n");
    await expect(page.getByRole("list", { name: "Problems of this file" })).toContainText("reqests");
  },
  contents: async (world) => {
    const { page } = world;
    await planned(world);
    const tree = page.getByRole("tree", { name: "Contents" });
    await tree.getByRole("treeitem", { name: /^requests\// }).click();
    await tree.getByRole("treeitem", { name: /^adapters\.py/ }).click();
    await expect(page.locator(".preview")).toContainText("HTTPAdapter");
    await page.getByRole("button", { name: "Leave it out" }).scrollIntoViewIfNeeded();
  },
};

const findings = ({ page }: World) => page.getByRole("region", { name: /^Findings/ });
const functions = ({ page }: World) => page.getByRole("region", { name: /^Functions of/ });

/** Drops a folder with a function and these files. */
async function project({ page, press, scratch }: World, files: Record<string, string>): Promise<void> {
  await press.drop(await write(join(scratch, "shop"), { "app.py": handler, ...files }));
  await press.target({ handler: "app.handler" });
  await expect(page.getByRole("region", { name: /^Findings/ })).toBeVisible();
}

/** Reaches a plan without errors. */
export async function planned(world: World): Promise<void> {
  await dropSome(world, ALL);
  await expect(world.press.press).toHaveText("Press");
}

async function deploying(world: World) {
  await planned(world);
  await world.press.press.click();
  await world.press.receipt();
  await world.page.getByRole("heading", { name: "Deploy", exact: true }).click();
  return world.page.getByRole("region", { name: "Deploy", exact: true });
}

/** Drops a function with some of its requirements. */
export async function dropSome({ press, scratch }: World, wheels = SOME): Promise<void> {
  const file = join(scratch, "app.py");
  await writeFile(file, handler);
  await press.drop(file, ...wheels.map(cachedWheel));
  await press.target({ python: "3.13", handler: "app.handler" });
}

/** Drops a zip that was made one folder too high. */
async function existing({ press, scratch }: World): Promise<void> {
  const file = join(scratch, "function.zip");
  await writeFile(
    file,
    zip([
      { name: "function/lambda_function.py", data: PLAIN, mode: 0o100600 },
      { name: "function/data.json", data: "{}" },
    ]),
  );
  await press.drop(file);
}

/** Drops files whose plan is never made. */
async function held({ page, press, scratch }: World): Promise<void> {
  await page.evaluate(() => {
    Worker.prototype.postMessage = () => {};
  });
  await press.drop(await write(join(scratch, "shop"), { "app.py": handler }));
}

async function repository({ page, scratch }: World): Promise<void> {
  await drop(page.getByRole("main"), [await tenFunctions(scratch)]);
}
