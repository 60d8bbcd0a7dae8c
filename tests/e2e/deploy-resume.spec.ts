/**
 * Events in the middle of an upload, and uploads that are refused before they begin, through the page's own controls.
 */
import { join } from "node:path";
import { type DeployPage, expect, exportLines, type FakeS3, test } from "./deploy-test.ts";
import { GARAGE_REGION } from "./servers/garage.ts";
import { refuseS3 } from "./servers/s3-layer.ts";

const LINK = "Presigned URL, POST form or upload ticket";

async function ready(deploy: DeployPage, s3: FakeS3, key: string, region = GARAGE_REGION) {
  await deploy.unlock(exportLines(s3.garage.keys));
  await expect(deploy.card).toContainText("Signing as");
  await deploy.endpoints({ s3: s3.proxy.url });
  await deploy.goal("Only upload to S3");
  await deploy.fill({ Region: region, Bucket: "packages", Key: key });
}

/** Presses the same files again after a reload, which gives the same bytes. */
async function pressAgain(deploy: DeployPage, scratch: string) {
  await deploy.press.drop(join(scratch, "lambda_function.py"), join(scratch, "noise.bin"));
  const pressed = await deploy.press.pressAndDownload(scratch);
  await deploy.open();
  return pressed;
}

const sent = ({ proxy }: FakeS3, key: string, part: number) =>
  proxy.asked.filter(
    (line) => line.startsWith("PUT ") && line.includes(`/${key}?`) && line.includes(`partNumber=${part}&`),
  ).length;

const answer = (refused: ReturnType<typeof refuseS3>) =>
  ({ kind: "answer", status: refused.status, headers: refused.headers, body: refused.body.toString() }) as const;

test("an upload in parts goes on after a reload without sending again what arrived", async ({
  deploy,
  s3,
  scratch,
}) => {
  const { codeSha256 } = await deploy.pressed(scratch, 24_000_000);
  await ready(deploy, s3, "reload.zip");
  s3.proxy.faults.push({
    match: /reload\.zip\?.*partNumber=3/,
    times: 1,
    behind: [/reload\.zip\?.*partNumber=1&/, /reload\.zip\?.*partNumber=2&/],
    do: answer(refuseS3(403, "AccessDenied", "No")),
  });
  await deploy.deploy();
  await expect(deploy.rows.getByRole("alert")).toContainText("AccessDenied");
  await deploy.page.reload();
  expect((await pressAgain(deploy, scratch)).codeSha256).toBe(codeSha256);
  await ready(deploy, s3, "reload.zip");
  await deploy.deploy();
  await expect(deploy.rows).toContainText("Done");
  expect([1, 2, 3].map((part) => sent(s3, "reload.zip", part))).toEqual([1, 1, 2]);
  expect(await s3.oracle.held("packages", "reload.zip")).toBe(codeSha256);
  expect(await s3.oracle.uploads("packages", "reload.zip")).toEqual([]);
  expect(
    s3.proxy.asked.filter((line) => line.startsWith("POST ") && line.includes("/reload.zip?uploads")),
  ).toHaveLength(1);
});

test("a ticket goes on after a reload without sending again what arrived", async ({ deploy, s3, scratch }) => {
  const { codeSha256 } = await deploy.pressed(scratch, 24_000_000);
  await ready(deploy, s3, "resumed-ticket.zip");
  await deploy.goal("Let someone else upload");
  await deploy.card.getByLabel("As", { exact: true }).selectOption("Upload ticket");
  await deploy.card.getByRole("button", { name: "Make it" }).click();
  const made = deploy.card.getByRole("region", { name: "For whoever uploads" }).locator("code");
  await expect(made).toContainText("wheelpressTicket");
  const ticket = await made.innerText();
  await deploy.by("URL or ticket");
  await deploy.fill({ [LINK]: ticket });
  // Parts 1 and 2 arrive while part 3 is being sent.
  const refused = answer(refuseS3(403, "AccessDenied", "Request has expired"));
  s3.proxy.faults.push(
    { match: /resumed-ticket\.zip\?.*partNumber=3/, times: 1, do: { kind: "delay", milliseconds: 4_000 } },
    { match: /^POST .*resumed-ticket\.zip\?.*uploadId=/, times: 1, do: refused },
  );
  await deploy.deploy();
  await expect(deploy.rows.getByRole("alert")).toContainText("expired");
  await deploy.page.reload();
  await pressAgain(deploy, scratch);
  await deploy.by("URL or ticket");
  await deploy.fill({ [LINK]: ticket });
  await expect(deploy.card).toContainText("Upload ticket for");
  await deploy.deploy();
  await expect(deploy.rows).toContainText("Done");
  for (const part of [1, 2, 3]) expect(sent(s3, "resumed-ticket.zip", part), `part ${part}`).toBe(1);
  expect(await s3.oracle.held("packages", "resumed-ticket.zip")).toBe(codeSha256);
});

test("credentials that end in the middle: new ones go on, and what arrived stays", async ({ deploy, s3, scratch }) => {
  const { codeSha256 } = await deploy.pressed(scratch, 24_000_000);
  await ready(deploy, s3, "renewed.zip");
  const expired = answer(refuseS3(400, "ExpiredToken", "The provided token has expired."));
  s3.proxy.faults.push({ match: /renewed\.zip\?.*partNumber=3/, times: 1, do: expired });
  await deploy.start.click();
  await expect(deploy.card).toContainText("Paste new credentials");
  await deploy.unlock(exportLines(s3.garage.keys));
  await deploy.ended();
  await expect(deploy.rows).toContainText("Done");
  for (const part of [1, 2]) expect(sent(s3, "renewed.zip", part), `part ${part}`).toBe(1);
  expect(await s3.oracle.held("packages", "renewed.zip")).toBe(codeSha256);
});

test("cancelled without credentials: what is left is said with its command, and goes on", async ({
  deploy,
  s3,
  scratch,
}) => {
  await deploy.pressed(scratch, 24_000_000);
  await ready(deploy, s3, "left.zip");
  s3.proxy.faults.push({ match: /left\.zip\?.*partNumber=2/, times: 1, do: { kind: "delay", milliseconds: 60_000 } });
  await deploy.start.click();
  await expect.poll(() => sent(s3, "left.zip", 2)).toBe(1);
  await deploy.card.getByRole("button", { name: "Lock" }).click();
  await deploy.card.getByRole("button", { name: "Cancel deploy" }).click();
  await deploy.ended();
  const [upload] = await s3.oracle.uploads("packages", "left.zip");
  await expect(deploy.rows.getByRole("alert")).toContainText("aws s3api abort-multipart-upload");
  await expect(deploy.rows.getByRole("alert")).toContainText(upload ?? "no upload");
  await deploy.unlock(exportLines(s3.garage.keys));
  await deploy.fill({ Region: GARAGE_REGION });
  await deploy.deploy();
  await expect(deploy.rows).toContainText("Done");
  expect(await s3.oracle.uploads("packages", "left.zip")).toEqual([]);
});

test("leaving the page during an upload asks", async ({ deploy, s3, scratch }) => {
  await deploy.pressed(scratch);
  await ready(deploy, s3, "leaving.zip");
  s3.proxy.faults.push({ match: /leaving\.zip/, times: 1, do: { kind: "delay", milliseconds: 60_000 } });
  await deploy.start.click();
  await expect.poll(() => s3.proxy.asked.some((line) => line.includes("leaving.zip"))).toBe(true);
  const asking = deploy.page.waitForEvent("dialog");
  await deploy.page.close({ runBeforeUnload: true });
  const dialog = await asking;
  expect(dialog.type()).toBe("beforeunload");
  await dialog.dismiss();
  await deploy.card.getByRole("button", { name: "Cancel deploy" }).click();
  await deploy.ended();
});

for (const [what, bytes, lost] of [
  ["in one piece", 0, /^PUT .*\/only-0\.zip$/],
  ["in parts", 20_000_000, /^POST .*\/only-20000000\.zip\?uploadId/],
] as const) {
  test(`only if the key does not exist, ${what}: a lost answer is no obstacle, another object is`, async ({
    deploy,
    s3,
    scratch,
  }) => {
    const key = `only-${bytes}.zip`;
    const { codeSha256 } = await deploy.pressed(scratch, bytes);
    await ready(deploy, s3, key);
    await deploy.card.getByLabel("Only if the key does not exist").check();
    s3.proxy.faults.push({ match: lost, times: 1, do: { kind: "drop-after" } });
    await deploy.deploy();
    await expect(deploy.rows).toContainText("S3 states the package's SHA-256");
    await s3.oracle.put("packages", key, "someone else's");
    const other = await s3.oracle.held("packages", key);
    await deploy.deploy();
    await expect(deploy.rows.getByRole("alert")).toContainText("There is an object of that key already");
    expect(await s3.oracle.held("packages", key)).toBe(other);
    expect(other).not.toBe(codeSha256);
    expect(await s3.oracle.uploads("packages", key)).toEqual([]);
  });
}

test("credentials that may not look at objects upload all the same, and it is said", async ({
  deploy,
  s3,
  scratch,
}) => {
  const { codeSha256 } = await deploy.pressed(scratch, 20_000_000);
  await ready(deploy, s3, "blind.zip");
  const denied = answer({ ...refuseS3(403, "", ""), body: Buffer.alloc(0) });
  s3.proxy.faults.push({ match: /^(HEAD|GET) .*blind\.zip/, times: 99, do: denied });
  await deploy.deploy();
  s3.proxy.faults.length = 0;
  await expect(deploy.rows).toContainText("these credentials may not look at the object");
  expect(await s3.oracle.held("packages", "blind.zip")).toBe(codeSha256);
});

test("a bucket in another region is asked there", async ({ deploy, s3, scratch }) => {
  const { codeSha256 } = await deploy.pressed(scratch);
  await ready(deploy, s3, "region.zip", "eu-central-1");
  const elsewhere = "The authorization header is malformed; the region is wrong";
  const wrong = answer(refuseS3(400, "AuthorizationHeaderMalformed", elsewhere, `<Region>${GARAGE_REGION}</Region>`));
  s3.proxy.faults.push({ match: /region\.zip/, times: 1, do: wrong });
  await deploy.deploy();
  await expect(deploy.rows).toContainText("Done");
  expect(await s3.oracle.held("packages", "region.zip")).toBe(codeSha256);
});

test("links that cannot work are refused before anything is sent", async ({ deploy, s3, scratch }) => {
  await deploy.pressed(scratch);
  await deploy.by("URL or ticket");
  const form = await s3.oracle.form("packages", "refused-link.zip", 10);
  const lasting = await s3.oracle.presign("packages", "refused-link.zip", 600, {});
  for (const [link, expected] of [
    [`${lasting}&x-amz-checksum-crc32=AAAAAA%3D%3D`, "checksum of an empty file"],
    [JSON.stringify(form), "the policy allows at most 10"],
  ] as const) {
    await deploy.fill({ [LINK]: link });
    await expect(deploy.card).toContainText(expected);
    await expect(deploy.start).toBeDisabled();
  }
  expect(s3.proxy.asked.filter((line) => /^(PUT|POST) .*refused-link/.test(line))).toEqual([]);
});

test("a URL expired by this computer's clock is sent; once its server has said so too, no more", async ({
  deploy,
  s3,
  scratch,
}) => {
  await deploy.pressed(scratch);
  await deploy.by("URL or ticket");
  const url = await s3.oracle.presign("packages", "expired-link.zip", 1, {});
  await new Promise((done) => setTimeout(done, 2_000));
  const times = `<X-Amz-Expires>1</X-Amz-Expires><ServerTime>${new Date().toISOString()}</ServerTime>`;
  const expired = answer(refuseS3(403, "AccessDenied", "Request has expired", times));
  const puts = () => s3.proxy.asked.filter((line) => /^PUT .*expired-link/.test(line)).length;
  s3.proxy.faults.push({ match: /^PUT .*expired-link/, times: 1, do: expired });
  await deploy.fill({ [LINK]: url });
  await expect(deploy.card).toContainText("unless this computer's clock is wrong");
  await deploy.deploy();
  await expect(deploy.rows.getByRole("alert")).toContainText("Request has expired");
  expect(puts()).toBe(1);
  await deploy.deploy();
  await expect(deploy.rows.getByRole("alert")).toContainText("The URL expired at");
  expect(puts()).toBe(1);
});

test("signed headers and a form's file name are filled in", async ({ deploy, s3, scratch }) => {
  const { codeSha256 } = await deploy.pressed(scratch);
  await deploy.by("URL or ticket");
  await deploy.fill({
    [LINK]: await s3.oracle.presign("packages", "typed.zip", 600, { ContentType: "application/x-zip" }),
  });
  await deploy.fill({ "Values of signed headers": "content-type: application/x-zip" });
  // The text about the link moves the button.
  await expect(deploy.card).toContainText("Signed are: content-type");
  await deploy.deploy();
  await expect(deploy.rows).toContainText("Done");
  expect(await s3.oracle.held("packages", "typed.zip")).toBe(codeSha256);
  const region = deploy.card.getByRole("region", { name: "CORS configuration" });
  await deploy.card.getByText("What the bucket's CORS configuration must allow").click();
  await expect(region).toContainText("AllowedOrigins");
  await expect(deploy.card.getByRole("region", { name: "CORS command" })).toContainText(
    "put-bucket-cors --bucket packages",
  );

  // biome-ignore lint/suspicious/noTemplateCurlyInString: S3's own placeholder
  await deploy.fill({ [LINK]: JSON.stringify(await s3.oracle.form("packages", "named/${filename}", 1 << 30)) });
  await expect(deploy.card).toContainText("named/function.zip");
  await deploy.deploy();
  await expect(deploy.rows).toContainText("Done");
  expect(await s3.oracle.held("packages", "named/function.zip")).toBe(codeSha256);
});
