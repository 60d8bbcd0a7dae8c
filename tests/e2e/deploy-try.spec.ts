/**
 * Testing a function after its deploy: a test event, its answer with log and numbers, and the last lines of the log.
 */
import { expectAccessible } from "./accessible.ts";
import { awsError, expect, readyForLambda as ready, test } from "./deploy-test.ts";

const REPORT =
  "START RequestId: r Version: $LATEST\nhello\nEND RequestId: r\n" +
  "REPORT RequestId: r\tDuration: 1.23 ms\tBilled Duration: 102 ms\tMemory Size: 128 MB\tMax Memory Used: 30 MB\t\n";

test("the answer has its log, duration and memory, and the event is there after a reload", async ({
  deploy,
  lambda,
  scratch,
  page,
}, info) => {
  await deploy.pressed(scratch);
  await ready(deploy, lambda, "hello");
  await deploy.deploy();
  const headers = {
    "x-amz-log-result": Buffer.from(REPORT).toString("base64"),
    "x-amz-executed-version": "$LATEST",
    "access-control-expose-headers": "x-amz-log-result,x-amz-executed-version,x-amz-function-error",
  };
  lambda.layer.exposes = headers["access-control-expose-headers"];
  lambda.proxy.faults.push({
    match: /^POST .*hello\/invocations/,
    times: 1,
    do: { kind: "answer", status: 200, headers, body: '{"n": 2}' },
  });
  await deploy.fill({ "Test event": '{"n": 1}' });
  await deploy.card.getByRole("button", { name: "Invoke" }).focus();
  await page.keyboard.press("Enter");
  const section = deploy.card.getByRole("region", { name: /^Test / });
  await expect(section).toContainText("The function answered with status 200");
  for (const said of ['{"n": 2}', "1.23 ms", "102 ms", "128 MB", "30 MB", "hello", "kept in this browser"]) {
    await expect(section).toContainText(said);
  }
  for (const scheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.screenshot({ path: info.outputPath(`${scheme}.png`), fullPage: true });
    await expectAccessible(page, scheme);
  }
  await deploy.fill({ "Test event": '{"password": "hunter2"}' });
  await deploy.card.getByRole("button", { name: "Invoke" }).click();
  await expect(section).toContainText("The event is not kept: there may be a secret in it");
  expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain("hunter2");
  await deploy.fill({ "Test event": '{"n": 3}' });
  await deploy.card.getByRole("button", { name: "Invoke" }).click();
  await expect(section).toContainText("kept in this browser");
  await page.reload();
  await deploy.pressed(scratch);
  await deploy.by("By hand");
  // The function of the last deploy and the event are still filled in.
  await expect(deploy.card.getByLabel("Functions", { exact: true })).toHaveValue("hello");
  await deploy.card.getByText("Try it with a test event").click();
  await expect(deploy.card.getByLabel("Test event")).toHaveValue('{"n": 3}');
});

test("the last log lines are read, and where they may not be, the command is given", async ({
  deploy,
  lambda,
  scratch,
}) => {
  await deploy.pressed(scratch);
  await ready(deploy, lambda, "hello");
  await deploy.deploy();
  const read = deploy.card.getByRole("button", { name: "Show the last log lines" });
  await read.click();
  const lines = deploy.card.getByRole("region", { name: "Last log lines" });
  await expect(lines).toContainText(/an old line[\s\S]*START[\s\S]*a new line/);
  lambda.proxy.faults.push({
    match: /^POST \/$/,
    times: 1,
    do: awsError(400, "AccessDeniedException", "User: x is not authorized to perform: logs:DescribeLogStreams"),
  });
  await read.click();
  await expect(deploy.card).toContainText("is not authorized to perform: logs:DescribeLogStreams");
  await expect(deploy.card.getByRole("region", { name: "Log command" })).toContainText(
    "aws logs tail /aws/lambda/hello",
  );
  // A function that has written nothing has no log group yet.
  await deploy.fill({ Functions: "other" });
  await read.click();
  await expect(deploy.card).toContainText("There is nothing in /aws/lambda/other yet");
});
