/** Uploading to S3 (garage) through the page's own controls. boto3 reads back what was stored. */
import { join } from "node:path";
import { type DeployPage, expect, exportLines, type FakeS3, sha256, test } from "./deploy-test.ts";
import { GARAGE_REGION } from "./servers/garage.ts";

async function ready(deploy: DeployPage, s3: FakeS3, key: string, goal = "Only upload to S3", bucket = "packages") {
  await deploy.unlock(exportLines(s3.garage.keys));
  await expect(deploy.card).toContainText("Signing as");
  await deploy.endpoints({ s3: s3.proxy.url });
  await deploy.goal(goal);
  await deploy.fill({ Region: GARAGE_REGION, Bucket: bucket, Key: key });
}

async function expectHeld(s3: FakeS3, key: string, codeSha256: string, scratch: string) {
  const copy = join(scratch, "held.zip");
  await s3.garage.get("packages", key, copy);
  expect(await sha256(copy)).toBe(codeSha256);
}

test("a small package arrives in one piece", async ({ deploy, s3, scratch }) => {
  const { codeSha256 } = await deploy.pressed(scratch);
  await ready(deploy, s3, "small.zip");
  await deploy.deploy();
  await expect(deploy.rows).toContainText("Done");
  await expectHeld(s3, "small.zip", codeSha256, scratch);
});

test("120 MB arrive by multipart, and faults on the way are mended", async ({ deploy, s3, scratch }) => {
  const { codeSha256 } = await deploy.pressed(scratch, 120_000_000);
  await ready(deploy, s3, "large.zip");
  s3.proxy.faults.push(
    { match: /large\.zip\?.*partNumber=2/, times: 1, do: { kind: "drop-before" } },
    { match: /large\.zip\?.*partNumber=3/, times: 1, do: { kind: "drop-after" } },
    { match: /^POST .*large\.zip\?uploadId/, times: 1, do: { kind: "drop-after" } },
  );
  await deploy.deploy();
  await expect(deploy.rows).toContainText("Done");
  await expectHeld(s3, "large.zip", codeSha256, scratch);
  expect(s3.proxy.asked.filter((line) => line.includes("partNumber=")).length).toBeGreaterThan(8);
  expect(await s3.oracle.uploads("packages", "large.zip")).toEqual([]);
});

test("cancelling leaves no upload behind", async ({ deploy, s3, scratch }) => {
  await deploy.pressed(scratch, 40_000_000);
  await ready(deploy, s3, "cancelled.zip");
  s3.proxy.faults.push({ match: /partNumber=2/, times: 1, do: { kind: "delay", milliseconds: 60_000 } });
  await deploy.start.click();
  await expect.poll(() => s3.proxy.asked.some((line) => /cancelled\.zip.*partNumber=2/.test(line))).toBe(true);
  await deploy.card.getByRole("button", { name: "Cancel deploy" }).click();
  await deploy.ended();
  await expect(deploy.rows).toContainText("The deploy was cancelled");
  expect(await s3.oracle.uploads("packages", "cancelled.zip")).toEqual([]);
});

for (const [share, goes] of [
  ["Presigned URL", 1_000],
  ["POST form", 1_000],
  ["Upload ticket", 40_000_000],
] as const) {
  test(`${share}: made with credentials, used without them`, async ({ deploy, s3, scratch }) => {
    const { codeSha256 } = await deploy.pressed(scratch, goes);
    const key = `${share.replace(" ", "-")}.zip`;
    await ready(deploy, s3, key, "Let someone else upload");
    await deploy.card.getByLabel("As", { exact: true }).selectOption(share);
    await deploy.card.getByRole("button", { name: "Make it" }).click();
    const made = deploy.card.getByRole("region", { name: "For whoever uploads" }).locator("code");
    await expect(made).toContainText("http");
    const text = await made.innerText();
    await deploy.card.getByRole("button", { name: "Lock" }).click();
    await deploy.by("URL or ticket");
    await deploy.fill({ "Presigned URL, POST form or upload ticket": text });
    await deploy.deploy();
    await expect(deploy.rows).toContainText("Done");
    await expectHeld(s3, key, codeSha256, scratch);
  });
}

test("a bucket without CORS and a wrong secret: said, with what to do", async ({ deploy, s3, scratch }) => {
  await deploy.pressed(scratch);
  await ready(deploy, s3, "refused.zip", "Only upload to S3", "closed");
  await deploy.deploy();
  await expect(deploy.rows.getByRole("alert")).toContainText("CORS");
  await deploy.card.getByText("What the bucket's CORS configuration must allow").click();
  await expect(deploy.card.getByRole("region", { name: "CORS configuration" })).toContainText("AllowedOrigins");
  await deploy.card.getByRole("button", { name: "Lock" }).click();
  await deploy.unlock(exportLines({ ...s3.garage.keys, secretAccessKey: "0".repeat(64) }));
  await deploy.fill({ Region: GARAGE_REGION, Bucket: "packages" });
  await deploy.deploy();
  await expect(deploy.rows.getByRole("alert")).toContainText(/secret|signature/i);
});
