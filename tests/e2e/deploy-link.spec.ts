/** A presigned URL from another person: what its server refuses, and what only the computer's own clock refuses. */
import { join } from "node:path";
import { type DeployPage, expect, exportLines, type FakeS3, test } from "./deploy-test.ts";
import { GARAGE_REGION } from "./servers/garage.ts";

/** Makes a URL with credentials, locks the credentials, and pastes the URL. */
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
  // A retry would send the same bytes, which would differ again.
  await refused(s3Error(400, "BadDigest", "The CRC32 you specified did not match"), "without a checksum in it");
  await refused(s3Error(400, "XAmzContentSHA256Mismatch", "The provided hash differs."), "without a checksum in it");
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

/** A form that is not signed. The proxy answers it. */
function formWith(url: string, key: string, to: string): string {
  const fields = {
    key,
    success_action_redirect: to,
    "x-amz-algorithm": "AWS4-HMAC-SHA256",
    "x-amz-credential": `AKIA/20261124/${GARAGE_REGION}/s3/aws4_request`,
    "x-amz-date": "20261124T040000Z",
  };
  const conditions = [{ bucket: "packages" }, ...Object.entries(fields).map(([name, value]) => ({ [name]: value }))];
  const policy = { expiration: new Date(Date.now() + 3_600_000).toISOString(), conditions };
  const encoded = Buffer.from(JSON.stringify(policy)).toString("base64");
  // In the notation of Python's print.
  const all = { ...fields, policy: encoded, "x-amz-signature": "a".repeat(64) };
  const members = Object.entries(all).map(([name, value]) => `'${name}': '${value}'`);
  return `{'url': '${url}/packages', 'fields': {${members.join(", ")}}}`;
}

test("a form that sends the browser on is warned of, sent once, and not guessed about", async ({
  deploy,
  s3,
  scratch,
}) => {
  await deploy.pressed(scratch);
  await deploy.by("URL or ticket");
  const to = "https://app.example/done";
  await deploy.fill({ "Presigned URL, POST form or upload ticket": formWith(s3.proxy.url, "sent-on.zip", to) });
  await expect(deploy.card).toContainText(`The form sends whoever has uploaded on to "${to}"`);
  const posts = () => s3.proxy.asked.filter((line) => line.startsWith("POST /packages")).length;
  const before = posts();
  const answer = { kind: "answer" as const, status: 303, headers: { location: to }, body: "" };
  s3.proxy.faults.push({ match: /^POST \/packages/, times: 1, do: answer });
  await deploy.deploy();
  await expect(deploy.rows).toContainText("Done");
  expect(posts()).toBe(before + 1);
  // The package is stored in this case, too, but this page may not see the answer.
  const hidden = { ...answer, headers: { location: to, "access-control-allow-origin": "https://other.example" } };
  s3.proxy.faults.push({ match: /^POST \/packages/, times: 1, do: hidden });
  await deploy.deploy();
  await expect(deploy.rows.getByRole("alert")).toContainText('"sent-on.zip" may be stored in "packages"');
  expect(posts()).toBe(before + 2);
});

test("where credentials can look at the object, a form that sends the browser on is settled by what is there", async ({
  deploy,
  s3,
  scratch,
}) => {
  await deploy.pressed(scratch);
  await deploy.unlock(exportLines(s3.garage.keys));
  await expect(deploy.card).toContainText("Signing as");
  await deploy.endpoints({ s3: s3.proxy.url });
  // Uploads the package itself, to get a copy of its bytes.
  await deploy.goal("Only upload to S3");
  await deploy.fill({ Region: GARAGE_REGION, Bucket: "packages", Key: "same.zip" });
  await deploy.deploy();
  await expect(deploy.rows).toContainText("Done");
  const copy = join(scratch, "same.zip");
  await s3.garage.get("packages", "same.zip", copy);

  await deploy.by("URL or ticket");
  const to = "https://app.example/done";
  await deploy.fill({ "Presigned URL, POST form or upload ticket": formWith(s3.proxy.url, "looked-at.zip", to) });
  await expect(deploy.card).toContainText(`The form sends whoever has uploaded on to "${to}"`);
  const sent = () => s3.proxy.asked.filter((line) => line.startsWith("POST /packages")).length;
  const looked = () => s3.proxy.asked.filter((line) => /^(HEAD|GET) .*looked-at\.zip/.test(line)).length;
  const sends = async (meanwhile: () => Promise<void>) => {
    const headers = { location: to, "access-control-allow-origin": "https://other.example" };
    const hidden = { kind: "answer" as const, status: 303, headers, body: "" };
    s3.proxy.faults.push({ match: /^POST \/packages/, times: 1, meanwhile, do: hidden });
    const before = { sent: sent(), looked: looked() };
    await deploy.deploy();
    // It is sent once, and the object is looked at before and after.
    expect(sent()).toBe(before.sent + 1);
    expect(looked()).toBeGreaterThanOrEqual(before.looked + 2);
  };
  await sends(async () => {});
  await expect(deploy.rows.getByRole("alert")).toContainText('"looked-at.zip" in "packages" is not the package');
  await sends(() => s3.garage.put("packages", "looked-at.zip", copy));
  await expect(deploy.rows).toContainText("Done");
  await expect(deploy.rows.getByRole("alert")).toHaveCount(0);
});
