/** A presigned URL of somebody else: what its server refuses, and what only this computer's clock does. */
import { type DeployPage, expect, exportLines, type FakeS3, test } from "./deploy-test.ts";
import { GARAGE_REGION } from "./servers/garage.ts";

/** Makes a URL with credentials, locks them away, and pastes it. */
async function pasted(deploy: DeployPage, s3: FakeS3, key: string, before: () => Promise<void> = async () => {}) {
  await deploy.unlock(exportLines(s3.garage.keys));
  await expect(deploy.card).toContainText("Signing as");
  await deploy.endpoints({ s3: s3.proxy.url });
  await deploy.goal("Let someone else upload");
  await deploy.fill({ Region: GARAGE_REGION, Bucket: "packages", Key: key });
  await deploy.card.getByRole("button", { name: "Make it" }).click();
  const made = deploy.card.getByRole("region", { name: "For whoever uploads" }).locator("code");
  await expect(made).toContainText("http");
  const text = await made.innerText();
  await deploy.card.getByRole("button", { name: "Lock" }).click();
  await before();
  await deploy.by("URL or ticket");
  await deploy.fill({ "Presigned URL, POST form or upload ticket": text });
}

const s3Error = (status: number, code: string, message: string, more = "") => ({
  kind: "answer" as const,
  status,
  body: `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${message}</Message>${more}</Error>`,
});

test("a URL whose credentials have ended, are not valid, or that leads to another region, stops", async ({
  deploy,
  s3,
  scratch,
}) => {
  await deploy.pressed(scratch);
  await pasted(deploy, s3, "refused.zip");
  const puts = () => s3.proxy.asked.filter((line) => line.startsWith("PUT") && line.includes("refused.zip")).length;
  const refused = async (answer: ReturnType<typeof s3Error>, words: string) => {
    const before = puts();
    s3.proxy.faults.push({ match: /^PUT .*refused\.zip/, times: 1, do: answer });
    await deploy.deploy();
    await expect(deploy.rows.getByRole("alert")).toContainText(words);
    await expect(deploy.card).not.toContainText(/Paste (new|the) credentials/);
    expect(puts()).toBe(before + 1);
  };
  await refused(s3Error(400, "ExpiredToken", "The provided token has expired."), "Ask for a new URL");
  await refused(s3Error(403, "SignatureDoesNotMatch", "It does not match."), "Ask for a new URL");
  const region = "<Region>eu-west-3</Region>";
  await refused(s3Error(400, "AuthorizationHeaderMalformed", "the region is wrong", region), "made for the bucket");
});

test("a URL that only this computer's clock takes for expired is warned of, and sent", async ({
  deploy,
  s3,
  scratch,
  page,
}) => {
  await deploy.pressed(scratch);
  await pasted(deploy, s3, "clock.zip", () =>
    page.evaluate((day) => {
      const real = Date.now.bind(Date);
      Date.now = () => real() + day;
    }, 86_400_000),
  );
  await expect(deploy.card).toContainText("unless this computer's clock is wrong");
  await deploy.deploy();
  await expect(deploy.rows).toContainText("Done");
});
