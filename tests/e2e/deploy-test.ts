/** Tools for the tests of deploying: the servers, the page as a person uses it, and a check for secrets. */
import { createHash, randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Locator, Page } from "@playwright/test";
import { type Downloaded, PressPage } from "./press-page.ts";
import { type Garage, startGarage } from "./servers/garage.ts";
import { type LambdaLayer, lambdaLayer } from "./servers/lambda-layer.ts";
import { type Keys, type Moto, startMoto } from "./servers/moto.ts";
import { type Oracle, startOracle } from "./servers/oracle.ts";
import { type FaultyProxy, startProxy } from "./servers/proxy.ts";
import { s3Layer } from "./servers/s3-layer.ts";
import { test as base, expect } from "./test.ts";

export interface FakeLambda {
  proxy: FaultyProxy;
  layer: LambdaLayer;
  moto: Moto;
}

export interface FakeS3 {
  proxy: FaultyProxy;
  garage: Garage;
  /** Uses the proxy. */
  oracle: Oracle;
}

interface PerWorker {
  lambda: FakeLambda;
  s3: FakeS3;
}

export const test = base.extend<{ deploy: DeployPage }, PerWorker>({
  lambda: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the parameter's names
    async ({}, use) => {
      const moto = await startMoto();
      const layer = lambdaLayer();
      const proxy = await startProxy(moto.url, layer);
      await use({ proxy, layer, moto });
      await proxy.stop();
      await moto.stop();
    },
    { scope: "worker", timeout: 120_000 },
  ],
  s3: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the parameter's names
    async ({}, use) => {
      const garage = await startGarage();
      const proxy = await startProxy(garage.url, s3Layer());
      const oracle = startOracle(garage, proxy.url);
      await use({ proxy, garage, oracle });
      await oracle.stop();
      await proxy.stop();
      await garage.stop();
    },
    { scope: "worker", timeout: 120_000 },
  ],
  // These tests are about requests to other origins, and browsers print each refused request as an error.
  watch: async ({ page }, use) => {
    const complaints: string[] = [];
    page.on("pageerror", (error) => complaints.push(`uncaught: ${error}`));
    page.on("console", (message) => {
      const isRefused = /^(Failed to load resource|Access to (XMLHttpRequest|fetch))/.test(message.text());
      if (message.type() === "error" && !isRefused) complaints.push(`console: ${message.text()}`);
    });
    await use(undefined);
    expect(complaints, "what the page complained about").toEqual([]);
  },
  deploy: async ({ page, site }, use) => {
    await page.goto(site.url);
    await use(new DeployPage(page));
  },
});

export { expect };

export const exportLines = ({ accessKeyId, secretAccessKey }: Keys, token?: string) =>
  [
    `export AWS_ACCESS_KEY_ID=${accessKeyId}`,
    `export AWS_SECRET_ACCESS_KEY=${secretAccessKey}`,
    ...(token ? [`export AWS_SESSION_TOKEN=${token}`] : []),
  ].join("\n");

/** The deploy card, by roles and labels. */
export class DeployPage {
  readonly press: PressPage;
  readonly card: Locator;
  readonly start: Locator;
  readonly rows: Locator;

  constructor(readonly page: Page) {
    this.press = new PressPage(page);
    this.card = page.getByRole("region", { name: "Deploy", exact: true });
    this.start = this.card.getByRole("button", { name: /^(Deploy|Upload)$/ });
    this.rows = this.card.getByRole("list", { name: "Deployments" }).getByRole("listitem");
  }

  /** Presses a function of its own, with `bytes` bytes of noise that do not compress, and opens the deploy card. */
  async pressed(scratch: string, bytes = 0, opens = true): Promise<Downloaded> {
    const file = join(scratch, "lambda_function.py");
    const mark = randomBytes(8).toString("hex");
    await writeFile(file, `def lambda_handler(event, context):\n    return "${mark}"\n`);
    const noise = join(scratch, "noise.bin");
    if (bytes > 0) await writeFile(noise, randomBytes(bytes));
    await this.press.drop(file, ...(bytes > 0 ? [noise] : []));
    const pressed = await this.press.pressAndDownload(scratch);
    if (opens) await this.open();
    return pressed;
  }

  /** Opens the card, of which only one line is visible before. */
  async open(): Promise<void> {
    await unfold(this.card.locator("summary").first());
  }

  /** Opens the controls that few users need. */
  async more(): Promise<void> {
    await unfold(this.card.getByText("More", { exact: true }));
  }

  async by(way: "Credentials" | "URL or ticket" | "By hand"): Promise<void> {
    await this.open();
    await this.card.getByRole("radio", { name: way }).check({ force: true });
  }

  async unlock(credentials: string): Promise<void> {
    await this.card.getByLabel("Credentials", { exact: true }).and(this.card.locator("textarea")).fill(credentials);
    await this.card.getByRole("button", { name: "Use credentials" }).click();
  }

  async endpoints(endpoints: { lambda?: string; s3?: string; logs?: string }): Promise<void> {
    await this.card.getByText("Endpoints of your own").click();
    if (endpoints.lambda) await this.card.getByLabel("Lambda endpoint").fill(endpoints.lambda);
    if (endpoints.logs) await this.card.getByLabel("Logs endpoint").fill(endpoints.logs);
    if (endpoints.s3) await this.card.getByLabel("S3 endpoint").fill(endpoints.s3);
  }

  async fill(fields: Record<string, string>): Promise<void> {
    if (await this.card.getByText("More", { exact: true }).isVisible()) await this.more();
    for (const [label, value] of Object.entries(fields)) await this.card.getByLabel(label, { exact: true }).fill(value);
  }

  async goal(name: string): Promise<void> {
    await this.card.getByLabel("What to do").selectOption(name);
  }

  /** Deploys although functions differ from their packages: the question must be there. */
  async deployDiffering(): Promise<void> {
    await this.card.getByRole("button", { name: "Deploy all the same" }).click();
  }

  /** Deploys, and waits until each row has ended. */
  async deploy(count = 1): Promise<void> {
    await this.start.click();
    await this.ended(count);
  }

  async ended(count = 1): Promise<void> {
    await expect(this.rows).toHaveCount(count);
    const ended = this.rows.and(this.page.locator('[data-stage="done"], [data-stage="failed"]'));
    await expect(ended).toHaveCount(count, { timeout: 100_000 });
    await expect(this.card.getByRole("button", { name: "Cancel deploy" })).toBeHidden();
  }
}

/** Opens a part of the card by its summary. */
async function unfold(summary: Locator): Promise<void> {
  if (!(await summary.evaluate((element) => element.parentElement?.hasAttribute("open")))) await summary.click();
}

/** Unlocks with moto as Lambda, and fills in these functions. */
export async function readyForLambda(deploy: DeployPage, lambda: FakeLambda, functions = "hello"): Promise<void> {
  await deploy.endpoints({ lambda: lambda.proxy.url, logs: lambda.proxy.url });
  await deploy.unlock(exportLines(lambda.moto.keys));
  await expect(deploy.card).toContainText("Signing as");
  await deploy.more();
  if (functions) await deploy.fill({ Functions: functions });
}

/** Returns how often code was sent to an existing function. */
export const uploadsTo = ({ proxy }: FakeLambda) => proxy.asked.filter((line) => /^PUT .*\/code$/.test(line)).length;

export const awsError = (status: number, type: string, message: string, more: Record<string, string> = {}) => ({
  kind: "answer" as const,
  status,
  headers: { "x-amzn-ErrorType": type, ...more },
  body: JSON.stringify({ message }),
});

export async function sha256(path: string): Promise<string> {
  return createHash("sha256")
    .update(await readFile(path))
    .digest("base64");
}
