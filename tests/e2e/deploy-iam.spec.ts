/**
 * IAM policies that can be copied: each allows the actions of its step on the resources concerned, and nothing else.
 */
import type { Locator, Page } from "@playwright/test";
import { type DeployPage, expect, exportLines, type FakeLambda, readyForLambda as ready, test } from "./deploy-test.ts";
import { drop } from "./drop.ts";
import { TEN, tenFunctions } from "./project-fixture.ts";

test.beforeEach(({ page }) => page.context().grantPermissions(["clipboard-read", "clipboard-write"]));

/**
 * Returns the policy that a button copies, once it consists of the lines `expected`, each as "actions on resources".
 */
async function copied(page: Page, place: Locator, expected: string[], index = 0): Promise<string> {
  const button = place.getByRole("button", { name: /Cop(y|ied) the IAM policy/ }).nth(index);
  let policy = "";
  await expect(async () => {
    await button.click();
    policy = await page.evaluate(() => navigator.clipboard.readText());
    const statements = JSON.parse(policy).Statement as Record<"Action" | "Resource", string[]>[];
    expect(statements.map(({ Action, Resource }) => `${Action.join(" ")} on ${Resource.join(" ")}`)).toEqual(expected);
  }).toPass({ timeout: 15_000 });
  return policy;
}

/** Continues with the credentials of a user who may do what a policy allows. */
async function become(deploy: DeployPage, lambda: FakeLambda, policy: string): Promise<void> {
  await deploy.card.getByRole("button", { name: "Lock" }).click();
  await deploy.unlock(exportLines(await lambda.moto.user(policy)));
  await expect(deploy.card).toContainText("Signing as");
}

async function list({ card }: DeployPage): Promise<void> {
  await card.getByRole("button", { name: /^List the functions/ }).click();
  await expect(card.getByLabel("Choose a function")).toBeVisible();
}

const arn = (rest: string) => `arn:aws:lambda:us-east-1:123456789012:${rest}`;
const LIST = "lambda:ListFunctions on *";

test("to update code; to call the function and to read its log is another one", async ({
  deploy,
  lambda,
  scratch,
  page,
}) => {
  await deploy.pressed(scratch);
  await ready(deploy, lambda, "third:live");
  await list(deploy);
  const code = "lambda:GetFunction lambda:UpdateFunctionCode";
  const alias = "lambda:CreateAlias lambda:GetAlias lambda:GetFunction lambda:PublishVersion lambda:UpdateAlias";
  await copied(page, deploy.card, [`${alias} lambda:UpdateFunctionCode on ${arn("function:third")}`, LIST]);
  await deploy.fill({ Functions: "third" });
  const policy = await copied(page, deploy.card, [`${code} on ${arn("function:third")}`, LIST]);
  await become(deploy, lambda, policy);
  await list(deploy);
  await deploy.deploy();
  await expect(deploy.rows).toContainText("Deployed: Lambda holds exactly these bytes");
  // A user who may update the function may not invoke it.
  const section = deploy.card.getByRole("region", { name: /^Test / });
  await section.getByRole("button", { name: "Invoke" }).click();
  await expect(section).toContainText(/not authorized to perform: lambda:Invoke/);
  const logs = "arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/third:*";
  const call = await copied(page, section, [
    `lambda:InvokeFunction on ${arn("function:third")}`,
    `logs:DescribeLogStreams logs:FilterLogEvents logs:GetLogEvents on ${logs}`,
  ]);
  await become(deploy, lambda, call);
  const answer = { kind: "answer" as const, status: 200, body: "1" };
  const asked = lambda.proxy.asked.length;
  await section.getByRole("button", { name: "Show the last log lines" }).click();
  await expect(section).toContainText("There is nothing in /aws/lambda/third yet");
  expect(lambda.proxy.asked.slice(asked)).toContain("POST /");
  lambda.proxy.faults.push({ match: /^POST .*third\/invocations/, times: 1, do: answer });
  await section.getByRole("button", { name: "Invoke" }).click();
  await expect(section).toContainText("The function answered with status 200");
});

test("what comes late does not move the button that starts from under a click", async ({ deploy, lambda, scratch }) => {
  await deploy.pressed(scratch);
  await ready(deploy, lambda, "third");
  await deploy.more();
  await deploy.card.getByRole("textbox", { name: "Bucket" }).fill("packages");
  const late = [
    deploy.card.getByRole("button", { name: "Copy the IAM policy this needs" }),
    deploy.card.getByText("What the bucket's CORS configuration must allow"),
  ];
  for (const note of late) {
    await expect(note).toBeVisible();
    const [start, box] = [await deploy.start.boundingBox(), await note.boundingBox()];
    expect(box?.y).toBeGreaterThan(start?.y ?? Number.POSITIVE_INFINITY);
  }
});

test("to create a function", async ({ deploy, lambda, scratch, page }) => {
  await deploy.pressed(scratch);
  await ready(deploy, lambda, "made-by-policy");
  await deploy.card.getByLabel("Create what does not exist").check();
  await deploy.fill({ "Execution role (ARN)": lambda.moto.role });
  const actions = "lambda:CreateFunction lambda:GetFunction lambda:UpdateFunctionCode";
  const policy = await copied(page, deploy.card, [
    `${actions} on ${arn("function:made-by-policy")}`,
    LIST,
    `iam:PassRole on ${lambda.moto.role}`,
  ]);
  await become(deploy, lambda, policy);
  await deploy.deploy();
  await expect(deploy.rows).toContainText("Deployed: Lambda holds exactly these bytes");
  // On managed instances, a version is published, too.
  const provider = arn("capacity-provider:p");
  await deploy.card.getByText("Where its code is kept, and what runs it").click();
  await deploy.fill({ "Capacity provider (ARN)": provider });
  await copied(page, deploy.card, [
    `lambda:CreateFunction lambda:GetFunction lambda:PublishVersion lambda:UpdateFunctionCode on ${arn("function:made-by-policy")}`,
    LIST,
    `iam:PassRole on ${lambda.moto.role}`,
    `lambda:PassCapacityProvider on ${provider}`,
  ]);
});

test("to publish a layer and to attach it", async ({ deploy, lambda, scratch, page }) => {
  await deploy.press.target({ kind: "Layer" });
  await deploy.pressed(scratch);
  await ready(deploy, lambda, "");
  await deploy.fill({ "Layer name": "by-policy", "Attach to functions": "third" });
  // The account is unknown, and so are the layers of the function.
  const some = (rest: string) => `arn:aws:lambda:us-east-1:*:${rest}`;
  const policy = await copied(page, deploy.card, [
    `lambda:GetFunction lambda:UpdateFunctionConfiguration on ${some("function:third")}`,
    `lambda:PublishLayerVersion on ${some("layer:by-policy")}`,
    `lambda:GetLayerVersion on ${some("layer:*")} ${some("layer:by-policy:*")}`,
    "lambda:ListLayerVersions on *",
  ]);
  await become(deploy, lambda, policy);
  await deploy.deploy(2);
  await expect(deploy.rows.nth(1)).toContainText(/Attached: the function uses \S+:layer:by-policy:1/);
});

test("to upload, and to let others upload", async ({ deploy, lambda, scratch, page }) => {
  await deploy.pressed(scratch);
  await ready(deploy, lambda, "");
  await deploy.goal("Only upload to S3");
  await deploy.fill({ Bucket: "packages", Key: "a/f.zip" });
  const object = "arn:aws:s3:::packages/a/f.zip";
  await copied(page, deploy.card, [
    `s3:AbortMultipartUpload s3:GetObject s3:ListMultipartUploadParts s3:PutObject on ${object}`,
    "s3:ListBucket s3:ListBucketMultipartUploads on arn:aws:s3:::packages",
  ]);
  await deploy.goal("Let someone else upload");
  await copied(page, deploy.card, [`s3:PutObject on ${object}`]);
  await deploy.card.getByLabel("As").selectOption({ label: "Upload ticket" });
  await copied(page, deploy.card, [`s3:AbortMultipartUpload s3:ListMultipartUploadParts s3:PutObject on ${object}`]);
});

test("to upload all packages of a repository, and to update its functions", async ({
  deploy,
  lambda,
  scratch,
  page,
}) => {
  test.setTimeout(120_000);
  await drop(page.getByRole("main"), [await tenFunctions(scratch)]);
  await page.getByRole("button", { name: "Press all" }).click();
  const build = page.getByRole("region", { name: "Build", exact: true });
  const some = (names: string[]) => names.map((name) => `arn:aws:lambda:us-east-1:*:function:${name}`).join(" ");
  const code = "lambda:GetFunction lambda:UpdateFunctionCode";
  // Without a bucket there is nothing to upload to. The deploy card was not opened yet.
  const policy = await copied(page, build, [`${code} on ${some(TEN)}`]);
  await deploy.open();
  await ready(deploy, lambda, "");
  await become(deploy, lambda, policy);
  await build.getByRole("button", { name: "Update the functions" }).click();
  // The functions have another handler than the template.
  await deploy.deployDiffering();
  await deploy.ended(10);
  await expect(deploy.rows.filter({ hasText: "Lambda holds exactly these bytes" })).toHaveCount(10);
  // Only some functions, one of them by an alias.
  await build.getByLabel("Functions in AWS").fill("Function1 = shop:live\nFunction7 = Function7\nnone = none");
  const alias = "lambda:CreateAlias lambda:GetAlias lambda:GetFunction lambda:PublishVersion lambda:UpdateAlias";
  await copied(page, build, [`${alias} lambda:UpdateFunctionCode on ${some(["Function7", "shop"])}`]);
  // The keys are hashes, in a separate folder.
  await build.getByRole("textbox", { name: "Bucket" }).fill("packages");
  await build.getByLabel("Prefix of keys").fill("/team/");
  await copied(page, build, [
    "s3:AbortMultipartUpload s3:GetObject s3:ListMultipartUploadParts s3:PutObject on arn:aws:s3:::packages/team/*.zip",
    "s3:ListBucket s3:ListBucketMultipartUploads on arn:aws:s3:::packages",
  ]);
  await copied(page, build, [`${alias} lambda:UpdateFunctionCode on ${some(["Function7", "shop"])}`], 1);
});

test("to open a deployed function", async ({ deploy: { page }, lambda }) => {
  const card = page.getByRole("region", { name: "Open a deployed function" });
  await card.locator("summary").first().click();
  await card.getByText("Endpoints of your own").click();
  await card.getByLabel("Lambda endpoint").fill(lambda.proxy.url);
  await card.getByLabel("Credentials", { exact: true }).fill(exportLines(lambda.moto.keys));
  await card.getByRole("button", { name: "Use credentials" }).click();
  await card.getByLabel("Function", { exact: true }).fill(arn("function:third"));
  await copied(page, card, [`lambda:GetFunction on ${arn("function:third")}`, LIST]);
});

test("to do it by hand", async ({ deploy, scratch, page }) => {
  await deploy.pressed(scratch);
  await deploy.by("By hand");
  await deploy.card.getByLabel("Functions", { exact: true }).fill(`${arn("function:third")}:live`);
  const versions = "lambda:CreateAlias lambda:GetAlias lambda:GetFunction lambda:PublishVersion lambda:UpdateAlias";
  await copied(page, deploy.card, [`${versions} lambda:UpdateFunctionCode on ${arn("function:third")}`, LIST]);
  const tries = deploy.card.getByRole("group").filter({ hasText: /^Try it with a test event/ });
  await tries.getByText("Try it with a test event").click();
  await copied(page, tries, [
    `lambda:InvokeFunction on ${arn("function:third:live")}`,
    "logs:DescribeLogStreams logs:FilterLogEvents logs:GetLogEvents on arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/third:*",
  ]);
});
