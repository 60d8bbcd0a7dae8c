/** Deploying to Lambda with credentials, through the page's own controls; moto verifies signatures and policies. */
import { expectAccessible } from "./accessible.ts";
import { awsError, expect, exportLines, readyForLambda as ready, test, uploadsTo as uploads } from "./deploy-test.ts";

test("a function holds our bytes, and the same bytes are not sent again", async ({ deploy, lambda, scratch, page }) => {
  const { codeSha256, size } = await deploy.pressed(scratch);
  await ready(deploy, lambda);
  await deploy.deploy();
  await expect(deploy.rows).toContainText("Deployed: Lambda holds exactly these bytes");
  for (const fact of ["hello", "arn:aws:lambda:us-east-1", "python3.13", "lambda_function.lambda_handler"]) {
    await expect(deploy.rows).toContainText(fact);
  }
  await expect(deploy.rows).toContainText(codeSha256);
  await expect(deploy.rows).toContainText(String(size));
  await expectAccessible(page, "deployed");
  const before = uploads(lambda);
  await deploy.deploy();
  await expect(deploy.rows).toContainText("Already deployed");
  expect(uploads(lambda)).toBe(before);
});

test("several functions, regions and aliases; what failed is retried alone", async ({ deploy, lambda, scratch }) => {
  await deploy.pressed(scratch);
  await ready(deploy, lambda, "hello:live\nother\nthird@eu-west-1");
  const denied = JSON.stringify({ Message: "User is not authorized to perform: lambda:UpdateFunctionCode" });
  const headers = { "x-amzn-ErrorType": "AccessDeniedException" };
  lambda.proxy.faults.push({
    match: /^PUT .*other\/code/,
    times: 1,
    do: { kind: "answer", status: 403, headers, body: denied },
  });
  await deploy.deploy(3);
  const failed = deploy.rows.and(deploy.page.locator('[data-stage="failed"]'));
  await expect(failed).toHaveCount(1);
  await expect(failed).toContainText("not authorized");
  await expect(deploy.rows.filter({ hasText: "hello:live" })).toContainText("Alias");
  const before = uploads(lambda);
  await deploy.card.getByRole("button", { name: "Retry what failed" }).click();
  await deploy.ended(3);
  await expect(failed).toHaveCount(0);
  expect(uploads(lambda)).toBe(before + 1);
});

test("a new function is created and answers with its version", async ({ deploy, lambda, scratch }) => {
  const { codeSha256 } = await deploy.pressed(scratch);
  await ready(deploy, lambda, "fresh");
  await deploy.card.getByLabel("Create what does not exist").check();
  await deploy.card.getByLabel("Publish a version").check();
  await deploy.fill({ "Execution role (ARN)": lambda.moto.role });
  await deploy.deploy();
  await expect(deploy.rows).toContainText("Deployed: Lambda holds exactly these bytes");
  await expect(deploy.rows).toContainText(codeSha256);
});

test("an answer that was lost is settled by asking", async ({ deploy, lambda, scratch }) => {
  const { codeSha256 } = await deploy.pressed(scratch);
  await ready(deploy, lambda);
  lambda.proxy.faults.push({ match: /^PUT .*hello\/code/, times: 1, do: { kind: "drop-after" } });
  await deploy.deploy();
  await expect(deploy.rows).toContainText("Lambda holds exactly these bytes");
  await expect(deploy.rows).toContainText(codeSha256);
});

test("faults that pass are waited out", async ({ deploy, lambda, scratch }) => {
  await deploy.pressed(scratch);
  await ready(deploy, lambda);
  const match = /^PUT .*hello\/code/;
  lambda.proxy.faults.push(
    { match, times: 1, do: awsError(429, "TooManyRequestsException", "Rate exceeded", { "retry-after": "1" }) },
    { match, times: 1, do: awsError(503, "ServiceUnavailableException", "Service unavailable") },
    { match, times: 1, do: { kind: "drop-before" } },
    { match, times: 1, do: { kind: "truncate" } },
  );
  await deploy.deploy();
  await expect(deploy.rows).toContainText("Lambda holds exactly these bytes");
  expect(lambda.proxy.faults.filter(({ times }) => times > 0)).toEqual([]);
});

test("an update in progress is waited for", async ({ deploy, lambda, scratch }) => {
  await deploy.pressed(scratch);
  await ready(deploy, lambda);
  lambda.layer.of("hello").inProgress = 3;
  await deploy.deploy();
  await expect(deploy.rows).toContainText("Lambda holds exactly these bytes");
});

test("expired credentials pause the deploy, and new ones go on with it", async ({ deploy, lambda, scratch }) => {
  await deploy.pressed(scratch);
  await ready(deploy, lambda);
  lambda.proxy.faults.push({
    match: /^PUT .*hello\/code/,
    times: 1,
    do: awsError(403, "ExpiredTokenException", "The security token included in the request is expired"),
  });
  await deploy.start.click();
  await expect(deploy.card.getByRole("alert").filter({ hasText: "Paste new credentials" })).toBeVisible();
  await deploy.unlock(exportLines(lambda.moto.keys));
  await deploy.ended();
  await expect(deploy.rows).toContainText("Lambda holds exactly these bytes");
});

test("a wrong secret, a denying policy, a missing function, a changed revision: each is explained", async ({
  deploy,
  lambda,
  scratch,
}) => {
  await deploy.pressed(scratch);
  await ready(deploy, lambda);
  const relock = async (credentials: string) => {
    await deploy.card.getByRole("button", { name: "Lock" }).click();
    await deploy.unlock(credentials);
  };
  await relock(exportLines({ ...lambda.moto.keys, secretAccessKey: "wrong/wrong/wrong/wrong/wrong/wrong/wron" }));
  await deploy.deploy();
  await expect(deploy.rows.getByRole("alert")).toContainText(/secret|signature/i);
  await relock(exportLines(lambda.moto.readOnly));
  await deploy.deploy();
  await expect(deploy.rows.getByRole("alert")).toContainText(/not authorized|allow/i);
  await relock(exportLines(lambda.moto.keys));
  await deploy.fill({ Functions: "nowhere" });
  await deploy.deploy();
  await expect(deploy.rows.getByRole("alert")).toContainText('There is no function "nowhere" in "us-east-1"');
  await deploy.fill({ Functions: "hello" });
  const message =
    "The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id";
  lambda.proxy.faults.push({
    match: /^PUT .*hello\/code/,
    times: 1,
    do: awsError(412, "PreconditionFailedException", message),
  });
  await deploy.deploy();
  await expect(deploy.rows.getByRole("alert")).toContainText("Revision Id");
});

test("other code than ours is said loudly", async ({ deploy, lambda, scratch }) => {
  await deploy.pressed(scratch);
  await ready(deploy, lambda);
  lambda.layer.of("hello").lie = "bm90IG91cnMgbm90IG91cnMgbm90IG91cnMgbm90IG8=";
  await deploy.deploy();
  lambda.layer.of("hello").lie = undefined;
  await expect(deploy.rows.getByRole("alert")).toContainText("does NOT run this package");
  await expect(deploy.rows).not.toContainText("holds exactly these bytes");
});
