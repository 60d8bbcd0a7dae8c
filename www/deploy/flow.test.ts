import assert from "node:assert/strict";
import { test } from "node:test";
import { attachLayer } from "./attach";
import type { FunctionConfiguration } from "./boundary";
import { ARN, configuration, FakeLambda, failure } from "./fake-aws";
import { type Deploy, deployFunction, type FunctionTarget, type Told } from "./flow";
import type { SharedUploads } from "./shared-uploads";

const zip = { blob: new Blob(["zip"]), codeSha256: "new" };

const deploy = (change: Partial<Deploy> = {}): Deploy => ({
  zip,
  unzippedSize: 3,
  runtime: "python3.13",
  architecture: "x86_64",
  handler: "a.b",
  place: { region: "us-east-1" },
  key: "k",
  publish: false,
  dryRun: false,
  configure: false,
  guard: true,
  ...change,
});

interface Run {
  fake?: FakeLambda;
  held?: Partial<FunctionConfiguration> | null;
  name?: string;
  alias?: string;
  limit?: number;
}

/** One deploy. Answers what was asked of Lambda, what was uploaded, what was told at last, or the error's code. */
async function run(
  wish: Partial<Deploy>,
  { fake = new FakeLambda(), held = {}, name = "hello", alias, limit = 99 }: Run,
) {
  if (held) fake.functions.set(name, configuration(held));
  const uploads: string[] = [];
  let told: Told = { stage: "waiting" };
  const shared = {
    of: async (_: unknown, __: unknown, bucket: string) => {
      uploads.push(bucket);
      return { bucket, key: "k" };
    },
  };
  const context = { lambda: fake.lambda, uploads: shared as unknown as SharedUploads, limit };
  const target: FunctionTarget = { functionName: name, region: "us-east-1", ...(alias && { alias }) };
  const tell = (now: Told) => {
    told = now;
  };
  const error = await deployFunction(deploy(wish), target, context, tell, {}).then(
    () => undefined,
    ({ code }) => code as string,
  );
  const sent = fake.asked.filter(({ op }) => !op.startsWith("Get")).map(({ op }) => op);
  return { fake, uploads, told, error, sent };
}

test("a dry run sends UpdateFunctionCode with DryRun, or nothing", async () => {
  const tried = await run({ dryRun: true, bucket: "b", publish: true, configure: true }, { alias: "live" });
  assert.deepEqual([tried.sent, tried.uploads, tried.error], [["UpdateFunctionCode"], [], undefined]);
  assert.equal(tried.fake.action("UpdateFunctionCode").dryRun, true);
  assert.equal(tried.fake.functions.get("hello")?.codeSha256, "old");
  const absent = await run({ dryRun: true, bucket: "b", create: { role: "r" } }, { held: null });
  assert.deepEqual([absent.sent, absent.uploads, absent.told.wouldCreate], [[], [], true]);
  const large = await run({ dryRun: true, bucket: "b" }, { limit: 2 });
  assert.deepEqual([large.sent, large.uploads, large.error], [[], [], "dry-run-needs-upload"]);
});

test("equal bytes are not sent again, but for another architecture or an update that failed", async () => {
  const same = await run({}, { held: { codeSha256: "new" } });
  assert.deepEqual([same.sent, same.told.wasDeployed, same.told.also], [[], true, []]);
  const arm = await run({ architecture: "arm64" }, { held: { codeSha256: "new" } });
  assert.deepEqual([arm.sent, arm.told.wasDeployed], [["UpdateFunctionCode"], undefined]);
  assert.deepEqual(arm.told.configuration?.architectures, ["arm64"]);
  const failed = await run({}, { held: { codeSha256: "new", lastUpdateStatus: "Failed" } });
  assert.deepEqual(failed.sent, ["UpdateFunctionCode"]);
});

test("what was sent besides the code is told", async () => {
  const held = { codeSha256: "new", handler: "c.d" };
  const { told, sent } = await run({ configure: true }, { held, alias: "live" });
  assert.deepEqual(sent, ["UpdateFunctionConfiguration", "PublishVersion", "UpdateAlias"]);
  assert.deepEqual([told.wasDeployed, told.also], [true, ["configuration", "version", "alias"]]);
});

test("someone who deploys in between is never taken for us", async () => {
  const fake = new FakeLambda();
  // Equal at the first look, which finds an update of somebody else's under way.
  fake.functions.set("hello", configuration({ codeSha256: "new", lastUpdateStatus: "InProgress" }));
  fake.meanwhile.GetFunction = () => {
    fake.change("hello", { codeSha256: "theirs" });
    fake.meanwhile = {};
  };
  const { sent, told } = await run({}, { fake, held: null });
  assert.deepEqual(
    [sent, told.wasDeployed, told.configuration?.codeSha256],
    [["UpdateFunctionCode"], undefined, "new"],
  );
  const late = new FakeLambda();
  late.meanwhile.UpdateFunctionConfiguration = () => late.change("hello", { codeSha256: "theirs" });
  const after = await run({ configure: true }, { fake: late, held: { codeSha256: "new", handler: "c.d" } });
  assert.equal(after.error, "code-differs");
});

test("another account's function is called by its ARN throughout", async () => {
  const { fake, error } = await run({ configure: true }, { name: ARN, held: { handler: "c.d" }, alias: "live" });
  assert.equal(error, undefined);
  const names = fake.asked.map((action) => ("functionName" in action ? action.functionName : ""));
  assert.deepEqual([...new Set(names)], [ARN]);
});

test("code first, then the configuration, each only on the revision that was seen", async () => {
  const { fake, sent, error } = await run({ configure: true, bucket: "b" }, { held: { handler: "c.d" } });
  assert.deepEqual([sent, error], [["UpdateFunctionCode", "UpdateFunctionConfiguration"], undefined]);
  assert.equal(fake.action("UpdateFunctionCode").revisionId, "r1");
  // The revision of the update's end: its beginning had another.
  assert.equal(fake.action("UpdateFunctionConfiguration").revisionId, "r3");
  const refused = new FakeLambda();
  refused.faults.push({ op: "UpdateFunctionCode", failure: failure("too-large") });
  const failed = await run({ configure: true }, { fake: refused, held: { handler: "c.d" } });
  assert.deepEqual([failed.sent, refused.functions.get("hello")?.handler], [["UpdateFunctionCode"], "c.d"]);
  const raced = new FakeLambda();
  raced.meanwhile.GetFunction = () => raced.change("hello", { handler: "e.f" });
  assert.equal((await run({}, { fake: raced })).error, "aws-precondition");
});

test("a function that is being updated is waited for, and guarded from then on", async () => {
  const { error, fake } = await run({}, { held: { lastUpdateStatus: "InProgress" } });
  assert.equal(error, undefined);
  assert.equal(fake.action("UpdateFunctionCode").revisionId, "r2");
  assert.equal((await run({}, { held: { state: "Pending", lastUpdateStatus: "InProgress" } })).error, undefined);
});

test("answers that were lost are settled by asking", async () => {
  const service = failure("service", { retryable: true });
  const check = async (
    op: "UpdateFunctionCode" | "UpdateFunctionConfiguration" | "CreateFunction",
    done: boolean,
    expected: string | undefined,
    times: number,
  ) => {
    const fake = new FakeLambda();
    fake.faults.push({ op, failure: service, done });
    const held = op === "CreateFunction" ? null : { handler: "c.d" };
    const { error, sent } = await run({ configure: true, create: { role: "r" } }, { fake, held });
    assert.deepEqual([error, sent.filter((one) => one === op).length], [expected, times], `${op} ${done}`);
  };
  await check("UpdateFunctionCode", true, undefined, 1);
  await check("UpdateFunctionCode", false, "aws-service", 1);
  await check("UpdateFunctionConfiguration", true, undefined, 1);
  await check("UpdateFunctionConfiguration", false, "aws-service", 1);
  await check("CreateFunction", true, undefined, 1);
  await check("CreateFunction", false, undefined, 2);
});

test("a layer version whose answer was lost is looked for before it is published again", async () => {
  const check = async (done: boolean, times: number) => {
    const fake = new FakeLambda();
    fake.layers.push({ codeSha256: "other", compatibleRuntimes: ["python3.13"] });
    // The same bytes, published for another runtime.
    fake.layers.push({ codeSha256: "new", compatibleRuntimes: ["python3.12"] });
    fake.faults.push({ op: "PublishLayerVersion", failure: failure("service", { retryable: true }), done });
    const code = { bucket: "b", key: "k" };
    const wish = { layerName: "l", code, runtimes: ["python3.13"], architectures: [] };
    const made = await fake.lambda.publishLayer({ op: "PublishLayerVersion", ...wish }, { region: "r" }, zip, {});
    assert.deepEqual([made.version, made.codeSha256], [3, "new"]);
    assert.equal(fake.ops().filter((op) => op === "PublishLayerVersion").length, times);
  };
  await check(true, 1);
  await check(false, 2);
});

test("a layer version takes the place of another of its layer", async () => {
  const arn = (layer: string, version: number) => `arn:aws:lambda:us-east-1:1:layer:${layer}:${version}`;
  const check = async (layers: string[], expected: string[] | string, region = "us-east-1") => {
    const fake = new FakeLambda();
    fake.functions.set("hello", configuration({ layers: layers.map((arn) => ({ arn, codeSize: 1 })) }));
    const wish = { layerVersionArn: arn("l", 2), place: { region }, guard: true };
    const target = { functionName: "hello", region };
    const error = await attachLayer(wish, target, fake.lambda, () => {}, {}).catch(({ code }) => code as string);
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
