/** The states of the deploy card that need a server, and how each is reached. */
import { awsError, type DeployPage, expect, exportLines, type FakeLambda, readyForLambda } from "../deploy-test.ts";
import type { Reach } from "./states.ts";

/** The start of every state: the page is open and empty. */
export interface DeployWorld {
  deploy: DeployPage;
  lambda: FakeLambda;
  /** An empty directory. */
  scratch: string;
}

export const deployStates: Record<string, Reach<DeployWorld>> = {
  "deploy-refused-credentials": async ({ deploy, scratch }) => {
    await deploy.pressed(scratch);
    await deploy.unlock("not credentials");
    await expect(deploy.card.getByRole("alert").filter({ hasText: /\S/ })).toBeVisible();
  },
  "deploy-function": async ({ deploy, lambda, scratch }) => {
    await deploy.press.target({ python: "3.12", architecture: "arm64" });
    await deploy.pressed(scratch);
    await readyForLambda(deploy, lambda, "");
    await deploy.card.getByRole("button", { name: /^List the functions/ }).click();
    await deploy.card.getByLabel("Choose a function").selectOption("hello");
    await expect(deploy.card.locator(".fits")).toContainText("the package is for arm64");
    await deploy.card.getByText("Show it").click();
  },
  "deploy-layer": async ({ deploy, lambda, scratch }) => {
    await deploy.press.target({ kind: "Layer" });
    await deploy.pressed(scratch);
    await readyForLambda(deploy, lambda, "");
    await deploy.fill({ "Layer name": "libs" });
  },
  "deploy-running": async ({ deploy, lambda, scratch }) => {
    await deploy.pressed(scratch);
    await readyForLambda(deploy, lambda);
    lambda.proxy.faults.push({ match: /^PUT .*hello\/code$/, times: 1, do: { kind: "delay", milliseconds: 60_000 } });
    await deploy.start.click();
    await expect(deploy.rows).toContainText("Sending to Lambda…");
  },
  "deploy-failed": async ({ deploy, lambda, scratch }) => {
    await deploy.pressed(scratch);
    await readyForLambda(deploy, lambda, "hello\nnowhere");
    await deploy.deploy(2);
    await expect(deploy.card.getByRole("button", { name: "Retry what failed" })).toBeVisible();
  },
  "deploy-tried": async ({ deploy, lambda, scratch }) => {
    await deploy.pressed(scratch);
    await readyForLambda(deploy, lambda);
    await deploy.deploy();
    const body = '{"errorMessage": "no", "errorType": "ValueError"}';
    const refused = awsError(200, "", "", { "x-amz-function-error": "Unhandled" });
    lambda.proxy.faults.push({ match: /hello\/invocations/, times: 1, do: { ...refused, body } });
    await deploy.card.getByRole("button", { name: "Invoke" }).click();
    await deploy.card.getByRole("button", { name: "Show the last log lines" }).click();
    await expect(deploy.card.getByRole("region", { name: "Last log lines" })).toContainText("an old line");
  },
  "open-listed": async ({ deploy: { page }, lambda }) => {
    const card = page.getByRole("region", { name: "Open a deployed function" });
    await card.locator("summary").first().click();
    await card.getByText("Endpoints of your own").click();
    await card.getByLabel("Lambda endpoint").fill(lambda.proxy.url);
    const lines = exportLines(lambda.moto.keys);
    await card.getByLabel("Credentials", { exact: true }).fill(lines);
    await card.getByRole("button", { name: "Use credentials" }).click();
    await card.getByRole("button", { name: /^List the functions/ }).click();
    await card.getByLabel("Choose a function").selectOption("other");
    await expect(card.getByRole("button", { name: "Copy the IAM policy this needs" })).toBeVisible();
  },
};
