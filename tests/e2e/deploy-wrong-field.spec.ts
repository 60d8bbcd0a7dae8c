/** Credentials in fields for other values, and whether a browser can restore them. */
import type { Page } from "@playwright/test";
import { type DeployPage, expect, exportLines, test } from "./deploy-test.ts";

const ID = "AKIACANARY0000000000";
const SECRET = "CANARY/secret+0123456789abcdefghijklmnop";
const LINES = exportLines({ accessKeyId: ID, secretAccessKey: SECRET });

/** Returns what the page shows, the values of its fields, and its local storage. */
const shown = (page: Page) =>
  page.evaluate(() => {
    const fields = [...document.querySelectorAll<HTMLInputElement>("input, textarea")].map(({ value }) => value);
    return [document.documentElement.outerHTML, ...fields, JSON.stringify({ ...localStorage })].join("\n");
  });

const credentials = (deploy: DeployPage) =>
  deploy.card.getByLabel("Credentials", { exact: true }).and(deploy.card.locator("textarea"));

test("credentials pasted where a URL is asked for are named and emptied", async ({ deploy, scratch, page }) => {
  await deploy.pressed(scratch);
  await deploy.by("URL or ticket");
  const link = deploy.card.getByLabel("Presigned URL, POST form or upload ticket");
  for (const text of [LINES, `{"AccessKeyId": "${ID}", "SecretAccessKey": "${SECRET}"}`]) {
    await link.fill(text);
    await expect(deploy.card).toContainText("What was pasted are credentials");
    await expect(link).toHaveValue("");
    expect(await shown(page)).not.toContain(SECRET.slice(0, 12));
  }
});

test("neither undoing nor going back brings credentials back into their field", async ({ deploy, scratch, page }) => {
  await deploy.pressed(scratch);
  const field = credentials(deploy);
  await field.click();
  await page.keyboard.insertText(`${LINES.slice(0, -8)} `);
  await page.keyboard.insertText("\nexport AWS_SESSION_TOKEN='");
  await deploy.unlock(`AWS_ACCESS_KEY_ID=${ID}-\nAWS_SECRET_ACCESS_KEY=${SECRET}`);
  await expect(deploy.card).toContainText("credentials-invalid");
  await field.click();
  for (let times = 0; times < 5; times++) await page.keyboard.press("ControlOrMeta+z");
  expect(await shown(page)).not.toContain(SECRET.slice(0, 12));
  // The credentials stay in the field, and the user leaves the page.
  await field.fill(LINES);
  await page.goto("about:blank");
  await page.goBack();
  expect(await shown(page)).not.toContain(SECRET.slice(0, 12));
});
