/** The options of a deploy to Lambda: try only, guard against other changes, configure, attach a layer, invoke. */
import { readFile } from "node:fs/promises";
import JSZip from "jszip";
import { expectAccessible } from "./accessible.ts";
import { awsError, expect, readyForLambda as ready, test, uploadsTo as uploads } from "./deploy-test.ts";

const CREATE = "Create what does not exist";
const TRY = "Only try (dry run)";

test("a dry run changes nothing, and makes nothing", async ({ deploy, lambda, scratch }) => {
  const { codeSha256 } = await deploy.pressed(scratch);
  await ready(deploy, lambda, "hello\nnowhere");
  await deploy.card.getByLabel(TRY).check();
  await deploy.card.getByLabel(CREATE).check();
  await deploy.card.getByLabel("Publish a version").check();
  await deploy.fill({ "Execution role (ARN)": lambda.moto.role });
  const before = lambda.proxy.asked.length;
  await deploy.deploy(2);
  await expect(deploy.rows.filter({ hasText: "hello" })).toContainText("Lambda would accept this update");
  await expect(deploy.rows.filter({ hasText: "nowhere" })).toContainText("It would be created; nothing was sent");
  const sent = lambda.proxy.asked.slice(before).filter((line) => !line.startsWith("GET"));
  expect(sent).toEqual(["PUT /2015-03-31/functions/hello/code"]);
  expect(lambda.proxy.heard.join()).toContain('"DryRun":true');
  await expect(deploy.rows.filter({ hasText: "hello" })).not.toContainText(codeSha256);
});

test("whoever changes the function in between is not overwritten, unless told to", async ({
  deploy,
  lambda,
  scratch,
}) => {
  await deploy.pressed(scratch);
  await ready(deploy, lambda, "other");
  // Another user is faster: the revision of the function changes between the look at it and the update.
  lambda.layer.of("other").changedAfterLook = true;
  await deploy.deploy();
  await expect(deploy.rows.getByRole("alert")).toContainText("The Revision Id provided does not match");
  lambda.layer.of("other").changedAfterLook = true;
  await deploy.card.getByLabel("Only if nobody else changes it meanwhile").uncheck();
  await deploy.deploy();
  await expect(deploy.rows).toContainText("Deployed: Lambda holds exactly these bytes");
});

test("runtime and handler are set after the code, and equal code is then not sent again", async ({
  deploy,
  lambda,
  scratch,
}) => {
  await deploy.press.target({ python: "3.12", handler: "lambda_function.lambda_handler" });
  await deploy.pressed(scratch);
  // No other journey uses this function, whose runtime changes.
  await ready(deploy, lambda, "Function8");
  await deploy.card.getByLabel("Set runtime and handler").check();
  const before = lambda.proxy.asked.length;
  await deploy.deploy();
  await expect(deploy.rows).toContainText("Deployed: Lambda holds exactly these bytes");
  await expect(deploy.rows).toContainText("python3.12");
  const sent = lambda.proxy.asked.slice(before).filter((line) => !line.startsWith("GET"));
  expect(sent).toEqual([
    "PUT /2015-03-31/functions/Function8/code",
    "PUT /2015-03-31/functions/Function8/configuration",
  ]);
  const once = uploads(lambda);
  await deploy.deploy();
  await expect(deploy.rows).toContainText("Already deployed: Lambda holds exactly these bytes, nothing was sent");
  await deploy.card.getByLabel("Publish a version").check();
  await deploy.deploy();
  await expect(deploy.rows).toContainText("only its version was set");
  expect(uploads(lambda)).toBe(once);
});

test("a function that differs from the package is asked about before anything is sent", async ({
  deploy,
  lambda,
  page,
  scratch,
}) => {
  await deploy.press.target({ python: "3.11", handler: "lambda_function.lambda_handler" });
  await deploy.pressed(scratch);
  await ready(deploy, lambda, "differs");
  await deploy.card.getByLabel(CREATE).check();
  // Without a role nothing is sent, and the field is marked.
  const role = deploy.card.getByLabel("Execution role (ARN)");
  await deploy.deploy();
  await expect(deploy.rows.getByRole("alert")).toContainText("no execution role is named");
  await expect(role).toHaveAttribute("aria-invalid", "true");
  await role.fill(lambda.moto.role);
  await expect(role).not.toHaveAttribute("aria-invalid", "true");
  await deploy.deploy();
  await expect(deploy.rows).toContainText("Deployed");
  await deploy.press.target({ python: "3.13", handler: "lambda_function.lambda_handler" });
  await deploy.pressed(scratch);
  const before = lambda.proxy.asked.length;
  const sent = () => lambda.proxy.asked.slice(before).filter((line) => !line.startsWith("GET"));
  const question = deploy.rows.getByText("Nothing was sent yet: the function differs from the package.");
  const answer = (name: string) => deploy.rows.getByRole("button", { name, exact: true });
  await deploy.start.click();
  await expect(question).toBeVisible();
  await expect(deploy.rows).toContainText('"differs" runs python3.11, the package is for python3.13');
  await expect(deploy.rows.locator(".problem.warning")).toBeVisible();
  await expectAccessible(page, "asked about differences");
  await answer("Cancel").click();
  await deploy.ended();
  await expect(question).toHaveCount(0);
  await expect(deploy.rows).toContainText("Nothing was sent");
  expect(sent()).toEqual([]);
  await deploy.start.click();
  await answer("Set its runtime and handler too").press("Enter");
  await deploy.ended();
  await expect(deploy.rows).toContainText("Deployed: Lambda holds exactly these bytes");
  await expect(deploy.rows).toContainText("python3.13");
  await expect(deploy.rows).not.toContainText("the package is for");
  expect(sent()).toEqual(["PUT /2015-03-31/functions/differs/code", "PUT /2015-03-31/functions/differs/configuration"]);
  // The answer was for this function alone.
  await expect(deploy.card.getByLabel("Set runtime and handler")).not.toBeChecked();
});

test("one of several functions is chosen for a test", async ({ deploy, lambda, scratch }) => {
  await deploy.pressed(scratch);
  await ready(deploy, lambda, "hello\nother");
  await deploy.deploy(2);
  await expect(deploy.card.getByRole("heading", { name: "Test hello (us-east-1)" })).toBeVisible();
  await deploy.card.getByLabel("Function to test").selectOption("other (us-east-1)");
  await expect(deploy.card.getByRole("heading", { name: "Test other (us-east-1)" })).toBeVisible();
  const answer = { kind: "answer" as const, status: 200, headers: {}, body: "1" };
  lambda.proxy.faults.push({ match: /^POST .*other\/invocations/, times: 1, do: answer });
  await deploy.card.getByRole("button", { name: "Invoke" }).click();
  await expect(deploy.card).toContainText("The function answered with status 200");
  // Receipts belong to the goal that was deployed.
  await deploy.goal("Only upload to S3");
  await expect(deploy.rows).toHaveCount(0);
  await deploy.goal("Let someone else upload");
  await deploy.by("By hand");
  await expect(deploy.card.getByLabel("What to do")).toHaveValue("function");
});

test("a deploy keeps the key of the code and what runs it, and says so before", async ({ deploy, lambda, scratch }) => {
  await deploy.pressed(scratch);
  await ready(deploy, lambda, "other");
  const held = lambda.layer.of("other");
  const key = "arn:aws:kms:us-east-1:123456789012:key/mine";
  const provider = "arn:aws:lambda:us-east-1:123456789012:capacity-provider:mine";
  held.code = { SourceKMSKeyArn: key, ResolvedS3Object: { S3Bucket: "packages", S3Key: "old.zip" } };
  held.capacityProvider = provider;
  await deploy.card.getByLabel(TRY).check();
  await deploy.deploy();
  await expect(deploy.rows).toContainText(`is encrypted with the key "${key}", and so will the package be`);
  await expect(deploy.rows).toContainText("sent directly, the package is stored by Lambda instead");
  await expect(deploy.rows).toContainText('published to "$LATEST.PUBLISHED" too');
  expect(held.published).toEqual([]);
  await deploy.card.getByLabel(TRY).uncheck();
  await deploy.deploy();
  await expect(deploy.rows).toContainText("Deployed: Lambda holds exactly these bytes");
  expect([held.code.SourceKMSKeyArn, held.published]).toEqual([key, ["LATEST_PUBLISHED"]]);
  // With a published version, unqualified calls still use the old code.
  await deploy.card.getByLabel("Publish a version").check();
  await deploy.deploy();
  await expect(deploy.rows).toContainText('keep the code of "$LATEST.PUBLISHED"');
  expect(held.published).toEqual(["LATEST_PUBLISHED", "a number"]);
});

test("a new function gets the key, and the instances, that it was given", async ({ deploy, lambda, scratch }) => {
  await deploy.pressed(scratch);
  await ready(deploy, lambda, "kept");
  await deploy.card.getByLabel(CREATE).check();
  await deploy.card.getByText("Where its code is kept, and what runs it").click();
  const key = "arn:aws:kms:us-east-1:123456789012:key/new";
  const provider = "arn:aws:lambda:us-east-1:123456789012:capacity-provider:new";
  await deploy.fill({
    "Execution role (ARN)": lambda.moto.role,
    "KMS key of the code (ARN)": key,
    "Capacity provider (ARN)": provider,
  });
  await deploy.deploy();
  await expect(deploy.rows).toContainText("Deployed: Lambda holds exactly these bytes");
  const { code, capacityProvider, published } = lambda.layer.of("kept");
  expect([code.SourceKMSKeyArn, capacityProvider, published]).toEqual([key, provider, ["LATEST_PUBLISHED"]]);
});

test("a layer version is published, attached, and replaced by the next", async ({ deploy, lambda, scratch }) => {
  await deploy.press.target({ kind: "Layer" });
  await deploy.pressed(scratch);
  await ready(deploy, lambda, "");
  await deploy.fill({ "Layer name": "libraries", "Attach to functions": "hello\nother" });
  await deploy.deploy(3);
  await expect(deploy.rows.first()).toContainText("LayerVersionArn");
  await expect(deploy.rows.nth(1)).toContainText(/Attached: the function uses \S+:layer:libraries:1/);
  // The answer to the second publication is lost. The version is found, and is not published a third time.
  lambda.proxy.faults.push({ match: /^POST .*\/layers\/libraries/, times: 1, do: { kind: "drop-after" } });
  await deploy.press.press.click();
  await deploy.press.receipt();
  await deploy.fill({ "Attach to functions": "hello" });
  await deploy.deploy(2);
  await expect(deploy.rows.nth(1)).toContainText(/Attached: the function uses \S+:layer:libraries:\d/);
  await expect(deploy.rows.nth(1)).toContainText("Layers");
  const published = lambda.proxy.asked.filter((line) => /^POST .*\/layers\/libraries/.test(line));
  expect(published.length).toBeLessThanOrEqual(3);
});

test("an invocation goes to the alias, and a function that fails is said to", async ({ deploy, lambda, scratch }) => {
  await deploy.pressed(scratch);
  await ready(deploy, lambda, "hello:live");
  await deploy.deploy();
  await deploy.fill({ "Test event": '{"a": 1}' });
  const invoke = async (body: string) => {
    // The headers that report the error are hidden from pages of other origins, as at AWS.
    const headers = { "x-amz-function-error": "Unhandled", "x-amz-executed-version": "1" };
    const answer = { kind: "answer" as const, status: 200, headers, body };
    lambda.proxy.faults.push({ match: /^POST .*hello\/invocations/, times: 1, do: answer });
    await deploy.card.getByRole("button", { name: "Invoke" }).click();
  };
  await invoke('{"errorMessage": "\'b\'", "errorType": "KeyError", "stackTrace": []}');
  await expect(deploy.card).toContainText("The function failed (KeyError)");
  await invoke('{"statusCode": 200}');
  await expect(deploy.card).toContainText("The function answered with status 200");
  expect(lambda.proxy.asked.filter((line) => line.includes("invocations"))).toContain(
    "POST /2015-03-31/functions/hello/invocations?Qualifier=live",
  );
});

test("a package over the limit asks for a bucket before anything is sent", async ({ deploy, lambda, scratch }) => {
  await deploy.pressed(scratch, 53 * 1024 * 1024);
  await ready(deploy, lambda);
  const before = uploads(lambda);
  await deploy.deploy();
  await expect(deploy.rows.getByRole("alert")).toContainText("Lambda takes 52428800 in a request");
  await expect(deploy.rows.getByRole("alert")).toContainText("Name a bucket");
  expect(uploads(lambda)).toBe(before);
});

test("a clock that is wrong is corrected by the server's, and no reason to refuse credentials", async ({
  deploy,
  lambda,
  scratch,
  page,
}) => {
  const HOUR = 3_600_000;
  const now = Date.now();
  // The computer's clock is a day ahead.
  await page.evaluate((day) => {
    const real = Date.now.bind(Date);
    Date.now = () => real() + day;
  }, 24 * HOUR);
  await deploy.pressed(scratch);
  const { accessKeyId, secretAccessKey } = lambda.moto.keys;
  const Expiration = new Date(now + HOUR).toISOString();
  const pasted = { Version: 1, AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, Expiration };
  await deploy.unlock(JSON.stringify(pasted));
  await expect(deploy.card).toContainText("By this computer's clock they have expired");
  await deploy.endpoints({ lambda: lambda.proxy.url });
  await deploy.fill({ Functions: "hello" });
  const basic = (time: number) => new Date(time).toISOString().replace(/[-:]|\.\d+/g, "");
  const late = basic(now + 24 * HOUR);
  const message = `Signature not yet current: ${late} is still later than ${basic(now + HOUR / 12)} (${basic(now)} + 5 min.)`;
  lambda.proxy.faults.push({
    match: /^GET .*hello/,
    times: 1,
    do: awsError(403, "InvalidSignatureException", message),
  });
  const before = lambda.proxy.heard.length;
  await deploy.deploy();
  await expect(deploy.rows).toContainText("Deployed: Lambda holds exactly these bytes");
  const dates = lambda.proxy.heard.slice(before).map((text) => /"x-amz-date":"(\d{8}T\d{4})/.exec(text)?.[1]);
  const first = dates[0] ?? "";
  // A new minute may have begun in the meantime.
  expect(first >= late.slice(0, 13) && first <= basic(Date.now() + 24 * HOUR).slice(0, 13), first).toBe(true);
  for (const date of dates.slice(1))
    expect([basic(now), basic(Date.now())].map((d) => d.slice(0, 11))).toContain(date?.slice(0, 11));
});

test("a deploy goes on in sight when the page's choices change, and is retried as it was started", async ({
  deploy,
  lambda,
  scratch,
}) => {
  const { codeSha256 } = await deploy.pressed(scratch);
  await ready(deploy, lambda, "hello\nother");
  const slow = { kind: "delay" as const, milliseconds: 3000 };
  lambda.proxy.faults.push({ match: /^PUT .*hello\/code/, times: 1, do: slow });
  lambda.proxy.faults.push({
    match: /^PUT .*other\/code/,
    times: 1,
    do: awsError(403, "AccessDeniedException", "User is not authorized"),
  });
  await deploy.start.click();
  await expect(deploy.rows).toHaveCount(2);
  await deploy.press.target({ architecture: "arm64" });
  await expect(deploy.start).toBeHidden();
  await expect(deploy.card.getByRole("button", { name: "Cancel deploy" })).toBeVisible();
  await deploy.ended(2);
  await expect(deploy.rows.first()).toContainText(codeSha256);
  await deploy.card.getByRole("button", { name: "Retry what failed" }).click();
  await deploy.ended(2);
  await expect(deploy.rows.nth(1)).toContainText(codeSha256);
  await expect(deploy.rows.nth(1)).toContainText("x86_64");
});

test("commands and an offline kit do the same by hand", async ({ deploy, scratch, page }) => {
  const { codeSha256, size } = await deploy.pressed(scratch);
  await deploy.by("By hand");
  await deploy.more();
  await deploy.fill({ Functions: "hello:live", Region: "eu-west-1" });
  await deploy.card.getByLabel("Set runtime and handler").check();
  const commands = deploy.card.getByRole("region", { name: "Commands", exact: true });
  for (const line of [
    "KEY=$(aws lambda get-function --function-name hello --region eu-west-1",
    "REVISION=$(aws lambda get-function --function-name hello --region eu-west-1",
    "aws lambda update-function-code --function-name hello --zip-file fileb://function.zip",
    "aws lambda wait function-updated-v2 --function-name hello --region eu-west-1",
    "aws lambda update-function-configuration --function-name hello",
    "aws lambda publish-version --function-name hello",
    codeSha256,
    "aws lambda update-alias --function-name hello",
  ]) {
    await expect(commands).toContainText(line);
  }
  await deploy.card.getByLabel("Shell").selectOption("PowerShell 7.3 or newer");
  await expect(commands).toContainText("$VERSION = aws lambda publish-version");
  await deploy.card.getByText("Try it with a test event").click();
  const test = deploy.card.getByRole("region", { name: "Test commands" });
  await expect(test).toContainText("aws lambda invoke --function-name hello --qualifier live");
  // A bucket for each region, with the name that the page itself would use.
  await deploy.fill({ Bucket: "packages-{region}" });
  await expect(commands).toContainText("s3://packages-eu-west-1/function.zip");
  await deploy.fill({ Bucket: "" });
  await deploy.card.getByRole("button", { name: "Make an offline kit" }).click();
  const downloading = page.waitForEvent("download");
  await deploy.card.getByRole("link", { name: /kit/ }).click();
  const path = `${scratch}/kit.zip`;
  await (await downloading).saveAs(path);
  const kit = await JSZip.loadAsync(await readFile(path));
  const read = async (name: string) => (await kit.file(name)?.async("nodebuffer")) ?? Buffer.alloc(0);
  expect(Object.keys(kit.files).sort()).toEqual([
    "codeSha256.txt",
    "deploy.ps1",
    "deploy.sh",
    "function.zip",
    "manifest.cdx.json",
  ]);
  expect(String(await read("codeSha256.txt")).trim()).toBe(codeSha256);
  expect((await read("function.zip")).length).toBe(size);
  expect(JSON.parse(String(await read("manifest.cdx.json"))).bomFormat).toBe("CycloneDX");
  expect(String(await read("deploy.sh"))).toMatch(
    /^#!\/bin\/sh\nset -e\nCDPATH= cd .*\nKEY=.* &&\nREVISION=\$\(aws lambda/,
  );
});
