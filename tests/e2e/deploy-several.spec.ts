/** What is asked before several functions are deployed to, and what their rows claim afterwards. */
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { expectAccessible } from "./accessible.ts";
import { type DeployPage, expect, type FakeLambda, readyForLambda as ready, test } from "./deploy-test.ts";
import { drop } from "./drop.ts";
import { write } from "./project-fixture.ts";

/** The requests that change something since `before`. */
const changes = ({ proxy }: FakeLambda, before: number) =>
  proxy.asked
    .slice(before)
    .filter((line) => !line.startsWith("GET"))
    .sort();

const answer = (deploy: DeployPage, name: string) => deploy.card.getByRole("button", { name, exact: true });

/**
 * Drops and presses a template with two functions, for another runtime and architecture than those in moto, and fills in
 * the deploy card.
 */
async function pressTwo(deploy: DeployPage, lambda: FakeLambda, directory: string, functions = ""): Promise<void> {
  const { page } = deploy;
  const mark = randomBytes(8).toString("hex");
  const repository = await write(join(directory, "two"), {
    "template.yaml": `Transform: AWS::Serverless-2016-10-31
Resources:
  Function1:
    Type: AWS::Serverless::Function
    Properties: {CodeUri: a/, Handler: lambda_function.lambda_handler, Runtime: python3.13, Architectures: [arm64]}
  Function2:
    Type: AWS::Serverless::Function
    Properties: {CodeUri: a/, Handler: lambda_function.lambda_handler, Runtime: python3.12}
`,
    "a/lambda_function.py": `def lambda_handler(event, context):\n    return "${mark}"\n`,
  });
  await drop(page.getByRole("main"), [repository]);
  await page.getByRole("button", { name: "Press all" }).click();
  await expect(page.getByRole("region", { name: /^Functions of/ })).toContainText("2 of 2 pressed");
  await deploy.open();
  await ready(deploy, lambda, functions);
}

test("several functions that differ are asked about once, before anything is sent", async ({
  deploy,
  lambda,
  page,
  scratch,
}) => {
  await deploy.press.target({ python: "3.12" });
  await deploy.pressed(scratch);
  await ready(deploy, lambda, "Function5\nFunction6\nnowhere");
  const before = lambda.proxy.asked.length;
  await deploy.start.click();
  const question = deploy.card.getByText(
    "Nothing was sent yet: these functions differ from their packages: Function5, Function6.",
  );
  await expect(question).toBeVisible();
  await expect(deploy.rows.nth(0)).toContainText('"Function5" runs python3.13, the package is for python3.12');
  await expect(deploy.rows.nth(1)).toContainText('"Function6" runs python3.13, the package is for python3.12');
  await expectAccessible(page, "asked about several functions");
  await answer(deploy, "Cancel").click();
  await deploy.ended(3);
  await expect(question).toHaveCount(0);
  await expect(deploy.rows.nth(0)).toContainText("Nothing was sent");
  await expect(deploy.rows.nth(2)).toContainText('There is no function "nowhere"');
  expect(changes(lambda, before)).toEqual([]);
  await deploy.start.click();
  await answer(deploy, "Set their runtime and handler too").press("Enter");
  await deploy.ended(3);
  await expect(deploy.rows.filter({ hasText: "Deployed: Lambda holds exactly these bytes" })).toHaveCount(2);
  await expect(deploy.rows.filter({ hasText: "python3.12" })).toHaveCount(2);
  expect(changes(lambda, before)).toEqual(
    ["Function5", "Function6"].flatMap((name) => [
      `PUT /2015-03-31/functions/${name}/code`,
      `PUT /2015-03-31/functions/${name}/configuration`,
    ]),
  );
});

test("functions of a template are asked about before they are updated, also if the card is closed", async ({
  deploy,
  lambda,
  page,
  scratch,
}) => {
  await pressTwo(deploy, lambda, scratch);
  await deploy.card.locator("summary").first().click();
  await expect(deploy.start).toHaveCount(0);
  const before = lambda.proxy.asked.length;
  await page.getByRole("button", { name: "Update the functions" }).click();
  await expect(deploy.card).toContainText(
    "Nothing was sent yet: these functions differ from their packages: Function1, Function2.",
  );
  await expect(deploy.rows.nth(0)).toContainText('"Function1" runs on x86_64, the package is for arm64');
  await expect(deploy.rows.nth(1)).toContainText('"Function2" runs python3.13, the package is for python3.12');
  expect(changes(lambda, before)).toEqual([]);
  await deploy.deployDiffering();
  await deploy.ended(2);
  await expect(deploy.rows.filter({ hasText: "Deployed: Lambda holds exactly these bytes" })).toHaveCount(2);
  expect(changes(lambda, before)).toHaveLength(2);
});

test("an updated function of a template is chosen and called, although the form names another", async ({
  deploy,
  lambda,
  page,
  scratch,
}) => {
  await pressTwo(deploy, lambda, scratch, "third");
  await deploy.card.getByLabel("Set runtime and handler").check();
  await page.getByRole("button", { name: "Update the functions" }).click();
  await expect(deploy.card.getByRole("heading", { name: "Test Function1 (us-east-1)" })).toBeVisible();
  await deploy.ended(2);
  await deploy.card.getByLabel("Function to test").selectOption("Function2 (us-east-1)");
  const body = { kind: "answer" as const, status: 200, headers: {}, body: "1" };
  lambda.proxy.faults.push({ match: /^POST .*Function2\/invocations/, times: 1, do: body });
  await deploy.card.getByRole("button", { name: "Invoke" }).click();
  await expect(deploy.card).toContainText("The function answered with status 200");
});

test("a deploy that is cancelled while it looks at the functions has sent nothing, and says so", async ({
  deploy,
  lambda,
  scratch,
}) => {
  await deploy.pressed(scratch);
  await ready(deploy, lambda, "hello\nother");
  lambda.proxy.faults.push({ match: /^GET .*other/, times: 1, do: { kind: "delay", milliseconds: 3000 } });
  const before = lambda.proxy.asked.length;
  await deploy.start.click();
  await expect(deploy.rows.nth(1)).toContainText("Looking at the function");
  await deploy.card.getByRole("button", { name: "Cancel deploy" }).click();
  await deploy.ended(2);
  await expect(deploy.rows.filter({ hasText: "Nothing was sent" })).toHaveCount(2);
  expect(changes(lambda, before)).toEqual([]);
});

test("a row of the package pressed before does not claim the bytes of the present one", async ({
  deploy,
  lambda,
  scratch,
}) => {
  const { codeSha256 } = await deploy.pressed(scratch);
  await ready(deploy, lambda, "hello");
  lambda.proxy.faults.push({ match: /^PUT .*hello\/code/, times: 1, do: { kind: "delay", milliseconds: 8000 } });
  await deploy.start.click();
  await expect(deploy.rows).toContainText("Sending to Lambda");
  const second = await deploy.pressed(scratch);
  expect(second.codeSha256).not.toBe(codeSha256);
  const note = "This is the package pressed before, not the present one.";
  await expect(deploy.rows).toContainText(note);
  await deploy.ended();
  await expect(deploy.rows).toContainText("Deployed: Lambda holds exactly its bytes");
  await expect(deploy.rows).toContainText(codeSha256);
  await deploy.deploy();
  await expect(deploy.rows).toContainText(second.codeSha256);
  await expect(deploy.rows).toContainText("Deployed: Lambda holds exactly these bytes");
  await expect(deploy.rows).not.toContainText(note);
});
