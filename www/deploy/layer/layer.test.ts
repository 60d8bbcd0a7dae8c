import assert from "node:assert/strict";
import { test } from "node:test";
import type { AwsClient } from "../client";
import type { DeployRequest } from "../deploy-request";
import { configuration, FakeLambda, failure } from "../fake-lambda";
import { initialForm } from "../form";
import { attachLayer } from "./attach-layer";
import { layerGoal } from "./layer-goal";
import { sendLayerVersion } from "./publish-layer";

const zip = { blob: new Blob(["zip"]), codeSha256: "new" };

test("a layer version whose answer was lost is looked for before it is published again", async () => {
  const check = async (isCarriedOut: boolean, times: number) => {
    const fake = new FakeLambda();
    fake.layers.push({ codeSha256: "other", compatibleRuntimes: ["python3.13"] });
    // The same bytes, published for another runtime.
    fake.layers.push({ codeSha256: "new", compatibleRuntimes: ["python3.12"] });
    fake.failures.push({ op: "PublishLayerVersion", failure: failure("service", { retryable: true }), isCarriedOut });
    const code = { bucket: "b", key: "k" };
    const layer = { layerName: "l", code, runtimes: ["python3.13"], architectures: [] };
    const action = { op: "PublishLayerVersion" as const, ...layer };
    const made = await sendLayerVersion(fake.lambda, action, { region: "r" }, zip, {});
    assert.deepEqual([made.version, made.codeSha256], [3, "new"]);
    assert.equal(fake.ops().filter((op) => op === "PublishLayerVersion").length, times);
  };
  await check(true, 1);
  await check(false, 2);
});

test("a layer version replaces another of the same layer", async () => {
  const arn = (layer: string, version: number) => `arn:aws:lambda:us-east-1:1:layer:${layer}:${version}`;
  const check = async (layers: string[], expected: string[] | string, region = "us-east-1") => {
    const fake = new FakeLambda();
    fake.functions.set("hello", configuration({ layers: layers.map((arn) => ({ arn, codeSize: 1 })) }));
    const attachment = { layerVersionArn: arn("l", 2), place: { region }, guard: true };
    const target = { functionName: "hello", region };
    const error = await attachLayer(attachment, target, fake.lambda, () => {}, {}).catch(({ code }) => code as string);
    const now = fake.functions.get("hello")?.layers.map(({ arn }) => arn);
    assert.deepEqual(error ?? now, expected);
    return fake.ops().includes("UpdateFunctionConfiguration");
  };
  await check([], [arn("l", 2)]);
  await check([arn("a", 1), arn("l", 1), arn("b", 4)], [arn("a", 1), arn("l", 2), arn("b", 4)]);
  await check([arn("ll", 1)], [arn("ll", 1), arn("l", 2)]);
  assert.equal(await check([arn("l", 2)], [arn("l", 2)]), false);
  const five = ["a", "b", "c", "d", "e"].map((name) => arn(name, 1));
  assert.equal(await check(five, "layers-too-many"), false);
  assert.equal(await check([], "layer-region", "eu-west-1"), false);
});

test("commands attach a layer to functions of its own region only, as the page does", async () => {
  const aws = { call: async (_call: string, request: unknown) => [JSON.stringify(request)] } as unknown as AwsClient;
  const commands = (attachTo: string) => {
    const form = { ...initialForm, goal: "layer", layerName: "l", attachTo };
    return layerGoal.commands({ form, zip } as unknown as DeployRequest, aws, "sh");
  };
  assert.match((await commands("f\ng@us-east-1"))[0] ?? "", /"attachTo":\["f","g"\]/);
  await assert.rejects(commands("f@eu-west-1"), { code: "layer-region" });
  await assert.rejects(commands("f:3"), { code: "version-fixed" });
});
