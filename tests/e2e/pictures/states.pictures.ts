/**
 * Makes a picture of each state of the page in each appearance in target/pictures, and two of them in docs/pictures for
 * the README.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { test as deployTest } from "../deploy-test.ts";
import { PressPage } from "../press-page.ts";
import { deployStates } from "../states/deploy-states.ts";
import { states } from "../states/states.ts";
import { test } from "../test.ts";
import { repository } from "../tools.ts";

const schemes = ["light", "dark"] as const;
const widths = { wide: 1280, narrow: 320 };
const appearances = schemes.flatMap((scheme) =>
  Object.entries(widths).map(([name, width]) => ({ scheme, name, width })),
);

for (const { scheme, name, width } of appearances) {
  const media = { colorScheme: scheme, reducedMotion: "reduce" } as const;
  for (const [state, reach] of Object.entries(states)) {
    test(`${state}, ${scheme}, ${name}`, async ({ page, site, scratch }) => {
      await page.emulateMedia(media);
      await page.setViewportSize({ width, height: 800 });
      await page.goto(site.url);
      await reach({ page, press: new PressPage(page), scratch });
      await shoot(page, `${state}-${scheme}-${name}`);
      if (state === "pressed" && name === "wide") {
        // The README shows the part that fits on a screen.
        await page.evaluate(() => scrollTo(0, 0));
        await save(join("docs/pictures", `page-${scheme}.png`), await page.screenshot());
      }
    });
  }
  for (const [state, reach] of Object.entries(deployStates)) {
    deployTest(`${state}, ${scheme}, ${name}`, async ({ deploy, lambda, page, scratch }) => {
      await page.emulateMedia(media);
      await page.setViewportSize({ width, height: 800 });
      await reach({ deploy, lambda, scratch });
      await shoot(page, `${state}-${scheme}-${name}`);
    });
  }
}

async function shoot(page: Page, name: string): Promise<void> {
  await save(join("target/pictures", `${name}.png`), await page.screenshot({ fullPage: true }));
}

async function save(path: string, picture: Buffer): Promise<void> {
  const target = join(repository, path);
  await mkdir(join(target, ".."), { recursive: true });
  await writeFile(target, picture);
}
