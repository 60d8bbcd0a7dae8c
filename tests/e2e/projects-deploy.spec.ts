/**
 * A repository with ten functions is deployed to garage and to ten functions in moto, and again after a change of one
 * file.
 */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Locator } from "@playwright/test";
import { type DeployPage, expect, exportLines, test, uploadsTo } from "./deploy-test.ts";
import { drop } from "./drop.ts";
import { TEN, tenFunctions } from "./project-fixture.ts";
import { GARAGE_REGION } from "./servers/garage.ts";
import { startOracle } from "./servers/oracle.ts";

async function press({ page }: DeployPage, repository: string): Promise<Locator> {
  await drop(page.getByRole("main"), [repository]);
  const card = page.getByRole("region", { name: /^Functions of/ });
  await card.getByRole("button", { name: "Press all" }).click();
  await expect(card).toContainText("11 of 11 pressed");
  return card;
}

/** Returns the CodeSha256 of each function, as shown in the table. */
async function hashes(card: Locator): Promise<string[]> {
  return Promise.all(TEN.map((id) => card.getByTestId(`function-${id}`).locator("code").innerText()));
}

test("ten functions are uploaded and updated, and after a change of one file only that one", async ({
  deploy,
  lambda,
  s3,
  scratch,
}) => {
  test.setTimeout(240_000);
  const repository = await tenFunctions(scratch);
  let card = await press(deploy, repository);
  const build = deploy.page.getByRole("region", { name: "Build", exact: true });
  const oracle = startOracle(s3.garage, s3.proxy.url, lambda.moto);
  // All tests of a worker share the servers.
  const before = uploadsTo(lambda);
  const updates = () => uploadsTo(lambda) - before;
  const puts = () => s3.proxy.asked.filter((line) => /^PUT .*\/ten\//.test(line)).length;
  // The rows of the previous deploy stay until this deploy has rows, so this waits for the requests to the servers
  // first.
  const uploadAll = async (count: number) => {
    await deploy.unlock(exportLines(s3.garage.keys));
    await expect(deploy.card).toContainText("Signing as");
    await deploy.fill({ Region: GARAGE_REGION });
    await build.getByRole("button", { name: "Upload all" }).click();
    // Two functions have the same package. The layer has its own package.
    await expect.poll(puts).toBe(count);
    await deploy.ended(10);
    expect(puts()).toBe(count);
    await deploy.card.getByRole("button", { name: "Lock" }).click();
  };
  const updateAll = async (count: number) => {
    await expect(build).toContainText("Uploading and updating need credentials");
    await deploy.unlock(exportLines(lambda.moto.keys));
    await expect(deploy.card).toContainText("Signing as");
    await expect(build).not.toContainText("need credentials");
    await deploy.fill({ Region: "us-east-1" });
    // Long enough for a person to see it.
    lambda.proxy.faults.push({ match: /^PUT .*\/code/, times: 1, do: { kind: "delay", milliseconds: 1500 } });
    await build.getByRole("button", { name: "Update the functions" }).click();
    await expect(build).toContainText("A deploy is running: wait until it has ended.");
    await expect(build).not.toContainText("need credentials");
    // The functions have another handler than the template.
    await deploy.deployDiffering();
    await expect.poll(updates).toBe(count);
    await deploy.ended(10);
    expect(updates()).toBe(count);
    await deploy.card.getByRole("button", { name: "Lock" }).click();
  };
  const expectAll = async () => {
    for (const [index, codeSha256] of (await hashes(card)).entries()) {
      expect(await oracle.code(TEN[index] as string)).toBe(codeSha256);
      const key = `ten/${Buffer.from(codeSha256, "base64").toString("hex")}.zip`;
      expect(await oracle.held("packages", key)).toBe(codeSha256);
    }
  };

  await deploy.open();
  await deploy.endpoints({ lambda: lambda.proxy.url, s3: s3.proxy.url });
  await build.getByLabel("Bucket").fill("packages");
  await build.getByLabel("Prefix of keys").fill("ten");
  await uploadAll(10);
  await updateAll(10);
  await expectAll();

  const file = join(repository, "functions/f3/app.py");
  await writeFile(file, "import demo\n\n\ndef handler(event, context):\n    return 33\n");
  card = await press(deploy, repository);
  await uploadAll(11);
  await updateAll(11);
  await expectAll();
  await oracle.stop();
});
