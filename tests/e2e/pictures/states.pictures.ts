/** Each state of the page in each appearance, to target/pictures; two of them to docs/pictures, for the README. */
import { mkdir, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { PressPage } from "../press-page.ts";
import { expect, test } from "../test.ts";
import { cachedWheel, repository } from "../tools.ts";

const schemes = ["light", "dark"] as const;
const widths = { wide: 1280, narrow: 320 };

const handler = `import requests


def handler(event, context):
    answer = requests.get(event["url"], timeout=5)
    return {"statusCode": answer.status_code}
`;

/** Brings the page into a state. */
type Reach = (press: PressPage, scratch: string) => Promise<void>;

const states: Record<string, Reach> = {
  empty: async () => {},
  help: ({ page }) => page.getByText("What never leaves your browser").click(),
  open: ({ page }) => page.getByRole("heading", { name: "Open a deployed function" }).click(),
  findings: async (press, scratch) => {
    await drop(press, scratch, ["requests-*", "idna-*", "certifi-*"]);
    await expect(press.page.getByRole("region", { name: /^Findings/ })).toBeVisible();
  },
  planned: planned,
  pressed: async (press, scratch) => {
    await planned(press, scratch);
    await press.press.click();
    await press.receipt();
  },
  "pressed-with-errors": async (press, scratch) => {
    await drop(press, scratch, ["requests-*", "idna-*", "certifi-*"]);
    await press.page.getByRole("checkbox", { name: "Press although there are errors" }).check();
    await press.press.click();
    await press.receipt();
  },
  settings: async (press, scratch) => {
    const settings = 'runtime = "python3.12"\nruntme = "python3.12"\nsplit = "yes"\noverrides = { requests = false }\n';
    await project(press, scratch, { "wheelpress.toml": settings });
    await expect(press.page.getByRole("region", { name: "Changed requirements" })).toBeVisible();
  },
  "in-layer": async (press, scratch) => {
    await project(press, scratch, {});
    await press.page.getByRole("button", { name: "It comes with a layer" }).click();
    await press.drop(cachedWheel("idna-*"));
    await press.page.getByRole("checkbox", { name: /^idna.* is in a layer$/ }).check();
    await expect(press.source(basename(cachedWheel("idna-*")))).toContainText("layer ·");
  },
  stopped: async (press, scratch) => {
    await press.page.evaluate(() => {
      Worker.prototype.postMessage = () => {};
    });
    await mkdir(join(scratch, "shop"));
    await writeFile(join(scratch, "shop/app.py"), handler);
    await press.drop(join(scratch, "shop"));
    await press.page.getByRole("button", { name: "Stop", exact: true }).click();
  },
  deploy: deploying,
  "deploy-by-hand": async (press, scratch) => {
    await deploying(press, scratch);
    const card = press.page.getByRole("region", { name: "Deploy", exact: true });
    await card.getByRole("radio", { name: "By hand" }).check({ force: true });
    await card.getByLabel("Functions", { exact: true }).fill("hello:live");
    await card.getByText("More", { exact: true }).click();
    await expect(card.getByRole("region", { name: "Commands", exact: true })).toContainText("aws lambda");
  },
  picture: async (press, scratch) => {
    await planned(press, scratch);
    await press.page.getByRole("heading", { name: "Picture" }).click();
    await press.page
      .getByRole("group", { name: /^Sizes in Package/ })
      .getByRole("button", { name: /^idna/ })
      .hover();
    await press.page.getByRole("button", { name: "Leave certifi out" }).first().click();
    await expect(press.page.getByRole("button", { name: "Put certifi back" })).toBeVisible();
  },
  editor: async (press, scratch) => {
    await planned(press, scratch);
    await press.page.getByRole("heading", { name: "Editor" }).click();
    const text = press.page.getByRole("textbox", { name: "Text of app.py" });
    await text.click();
    await press.page.keyboard.press("Control+End");
    await press.page.keyboard.type("\n\nimport reqests\n");
    await expect(press.page.getByRole("list", { name: "Problems of this file" })).toContainText("reqests");
  },
  contents: async (press, scratch) => {
    await planned(press, scratch);
    const tree = press.page.getByRole("tree", { name: "Contents" });
    await tree.getByRole("treeitem", { name: /^requests\// }).click();
    await tree.getByRole("treeitem", { name: /^adapters\.py/ }).click();
    await expect(press.page.locator(".preview")).toContainText("HTTPAdapter");
    await press.page.getByRole("button", { name: "Leave it out" }).scrollIntoViewIfNeeded();
  },
};

/** A folder with a function, and these files besides. */
async function project(press: PressPage, scratch: string, files: Record<string, string>): Promise<void> {
  const folder = join(scratch, "shop");
  await mkdir(folder);
  for (const [name, text] of Object.entries({ "app.py": handler, ...files })) await writeFile(join(folder, name), text);
  await press.drop(folder);
  await press.target({ handler: "app.handler" });
  await expect(press.page.getByRole("region", { name: /^Findings/ })).toBeVisible();
}

async function planned(press: PressPage, scratch: string): Promise<void> {
  await drop(press, scratch, ["requests-*", "urllib3-*", "idna-*", "certifi-*", "charset_normalizer-*cp313*x86_64*"]);
  await expect(press.press).toBeEnabled();
}

async function deploying(press: PressPage, scratch: string): Promise<void> {
  await planned(press, scratch);
  await press.press.click();
  await press.receipt();
  await press.page.getByRole("heading", { name: "Deploy", exact: true }).click();
}

async function drop(press: PressPage, scratch: string, wheels: string[]): Promise<void> {
  const file = join(scratch, "app.py");
  await writeFile(file, handler);
  await press.drop(file, ...wheels.map(cachedWheel));
  await press.target({ python: "3.13", handler: "app.handler" });
}

for (const [state, reach] of Object.entries(states)) {
  for (const colorScheme of schemes) {
    for (const [name, width] of Object.entries(widths)) {
      test(`${state}, ${colorScheme}, ${name}`, async ({ page, site, scratch }) => {
        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        await page.setViewportSize({ width, height: 800 });
        await page.goto(site.url);
        await reach(new PressPage(page), scratch);
        const picture = await page.screenshot({ fullPage: true });
        await save(join("target/pictures", `${state}-${colorScheme}-${name}.png`), picture);
        if (state === "pressed" && name === "wide") {
          // The README shows what fits on a screen.
          await page.evaluate(() => scrollTo(0, 0));
          await save(join("docs/pictures", `page-${colorScheme}.png`), await page.screenshot());
        }
      });
    }
  }
}

async function save(path: string, picture: Buffer): Promise<void> {
  const target = join(repository, path);
  await mkdir(join(target, ".."), { recursive: true });
  await writeFile(target, picture);
}
