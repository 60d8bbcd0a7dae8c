import assert from "node:assert/strict";
import { test } from "node:test";
import type { Finding } from "../../packager/types";
import type { FunctionConfiguration } from "../aws-types";
import { ARN, configuration, FakeLambda, failure, managedInstances } from "../fake-lambda";
import type { FunctionRef } from "../function-ref";
import type { DeployProgress, DifferencesAnswer } from "../progress";
import { checkFunction } from "./deploy-function";
import type { FunctionDeploy } from "./function-deploy";
import type { SharedUploads } from "./shared-uploads";

const zip = { blob: new Blob(["zip"]), codeSha256: "new" };

const deploy = (change: Partial<FunctionDeploy> = {}): FunctionDeploy => ({
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
  /** The findings of the comparison, and the answer to the question about them. */
  compared?: { findings: Finding[]; answer?: DifferencesAnswer };
  fake?: FakeLambda;
  /** The function before the deploy; null if there is none. */
  existing?: Partial<FunctionConfiguration> | null;
  name?: string;
  alias?: string;
  limit?: number;
}

/** One deploy. Returns what was sent to Lambda, what was uploaded, the last progress, and the code of the error. */
async function run(
  change: Partial<FunctionDeploy>,
  { fake = new FakeLambda(), existing = {}, name = "hello", alias, limit = 99, compared }: Run,
) {
  if (existing) fake.functions.set(name, configuration(existing));
  const uploads: string[] = [];
  let progress: DeployProgress = { stage: "waiting" };
  const shared = {
    upload: async (_: unknown, __: unknown, bucket: string) => {
      uploads.push(bucket);
      return { bucket, key: "k" };
    },
  };
  fake.compared = compared?.findings ?? [];
  const asked: string[][] = [];
  const context = { lambda: fake.lambda, uploads: shared as unknown as SharedUploads, limit };
  const target: FunctionRef = { functionName: name, region: "us-east-1", ...(alias && { alias }) };
  const onProgress = (now: DeployProgress) => {
    progress = now;
  };
  const error = await checkFunction(deploy(change), target, context, onProgress, {})
    .then(({ differences, deploy }) => {
      if (differences.length > 0) asked.push(differences.map(({ code }) => code));
      return deploy(compared?.answer ?? "code-only");
    })
    .then(
      () => undefined,
      ({ code }) => code as string,
    );
  const sent = fake.sent.filter(({ op }) => !op.startsWith("Get")).map(({ op }) => op);
  return { fake, uploads, progress, error, sent, asked };
}

test("a dry run sends UpdateFunctionCode with DryRun, or nothing", async () => {
  const tried = await run({ dryRun: true, bucket: "b", publish: true, configure: true }, { alias: "live" });
  assert.deepEqual([tried.sent, tried.uploads, tried.error], [["UpdateFunctionCode"], [], undefined]);
  assert.equal(tried.fake.action("UpdateFunctionCode").dryRun, true);
  assert.equal(tried.fake.functions.get("hello")?.codeSha256, "old");
  const absent = await run({ dryRun: true, bucket: "b", create: { role: "r" } }, { existing: null });
  assert.deepEqual([absent.sent, absent.uploads, absent.progress.wouldCreate], [[], [], true]);
  const large = await run({ dryRun: true, bucket: "b" }, { limit: 2 });
  assert.deepEqual([large.sent, large.uploads, large.error], [[], [], "dry-run-needs-upload"]);
});

test("differences between function and package are asked about before anything is sent", async () => {
  const finding = (code: string): Finding => ({ severity: "warning", code, message: code });
  const differences = ["deploy-runtime", "deploy-handler"];
  const findings = [...differences, "deploy-key"].map(finding);
  const existing = { handler: "c.d" };
  const check = async (answer: DifferencesAnswer, expected: unknown[], change = {}) => {
    const { asked, sent, error, progress } = await run(change, { existing, compared: { findings, answer } });
    assert.deepEqual([asked, sent, error, progress.findings?.length], expected);
  };
  await check("code-only", [[differences], ["UpdateFunctionCode"], undefined, 3]);
  await check("configure", [[differences], ["UpdateFunctionCode", "UpdateFunctionConfiguration"], undefined, 1]);
  // Nobody is asked after the choice, for a dry run, or if no code is sent.
  const both = ["UpdateFunctionCode", "UpdateFunctionConfiguration"];
  await check("configure", [[], both, undefined, 3], { configure: true });
  await check("configure", [[], ["UpdateFunctionCode"], undefined, 3], { dryRun: true });
  const same = await run({}, { existing: { codeSha256: "new" }, compared: { findings, answer: "configure" } });
  assert.deepEqual([same.asked, same.sent], [[], []]);
});

test("a new function needs a role before anything is sent", async () => {
  for (const dryRun of [false, true]) {
    const { sent, uploads, error } = await run({ create: { role: "" }, bucket: "b", dryRun }, { existing: null });
    assert.deepEqual([sent, uploads, error], [[], [], "role-unnamed"]);
  }
  const { sent, error } = await run({ create: { role: "" } }, {});
  assert.deepEqual([sent, error], [["UpdateFunctionCode"], undefined], "an existing one needs none");
});

test("equal bytes are not sent again, but for another architecture or an update that failed", async () => {
  const same = await run({}, { existing: { codeSha256: "new" } });
  assert.deepEqual([same.sent, same.progress.wasDeployed, same.progress.also], [[], true, []]);
  const arm = await run({ architecture: "arm64" }, { existing: { codeSha256: "new" } });
  assert.deepEqual([arm.sent, arm.progress.wasDeployed], [["UpdateFunctionCode"], undefined]);
  assert.deepEqual(arm.progress.configuration?.architectures, ["arm64"]);
  const failed = await run({}, { existing: { codeSha256: "new", lastUpdateStatus: "Failed" } });
  assert.deepEqual(failed.sent, ["UpdateFunctionCode"]);
});

test("what was sent besides the code is reported", async () => {
  const existing = { codeSha256: "new", handler: "c.d" };
  const { progress, sent } = await run({ configure: true }, { existing, alias: "live" });
  assert.deepEqual(sent, ["UpdateFunctionConfiguration", "PublishVersion", "UpdateAlias"]);
  assert.deepEqual([progress.wasDeployed, progress.also], [true, ["configuration", "version", "alias"]]);
});

test("a deploy by someone else in between is noticed", async () => {
  const fake = new FakeLambda();
  // At first the function has the same code, and an update by someone else is in progress.
  fake.functions.set("hello", configuration({ codeSha256: "new", lastUpdateStatus: "InProgress" }));
  fake.meanwhile.GetFunction = () => {
    fake.change("hello", { codeSha256: "theirs" });
    fake.meanwhile = {};
  };
  const { sent, progress } = await run({}, { fake, existing: null });
  assert.deepEqual(
    [sent, progress.wasDeployed, progress.configuration?.codeSha256],
    [["UpdateFunctionCode"], undefined, "new"],
  );
  const late = new FakeLambda();
  late.meanwhile.UpdateFunctionConfiguration = () => late.change("hello", { codeSha256: "theirs" });
  const after = await run({ configure: true }, { fake: late, existing: { codeSha256: "new", handler: "c.d" } });
  assert.equal(after.error, "code-differs");
});

test("a function of another account is addressed by its ARN in every request", async () => {
  const { fake, error } = await run({ configure: true }, { name: ARN, existing: { handler: "c.d" }, alias: "live" });
  assert.equal(error, undefined);
  const names = fake.sent.map((action) => ("functionName" in action ? action.functionName : ""));
  assert.deepEqual([...new Set(names)], [ARN]);
});

test("code first, then the configuration, each only on the revision that was seen", async () => {
  const { fake, sent, error } = await run({ configure: true, bucket: "b" }, { existing: { handler: "c.d" } });
  assert.deepEqual([sent, error], [["UpdateFunctionCode", "UpdateFunctionConfiguration"], undefined]);
  assert.equal(fake.action("UpdateFunctionCode").revisionId, "r1");
  // The revision after the end of the update differs from the one at its start.
  assert.equal(fake.action("UpdateFunctionConfiguration").revisionId, "r3");
  const refused = new FakeLambda();
  refused.failures.push({ op: "UpdateFunctionCode", failure: failure("too-large") });
  const failed = await run({ configure: true }, { fake: refused, existing: { handler: "c.d" } });
  assert.deepEqual([failed.sent, refused.functions.get("hello")?.handler], [["UpdateFunctionCode"], "c.d"]);
  const raced = new FakeLambda();
  raced.meanwhile.GetFunction = () => raced.change("hello", { handler: "e.f" });
  assert.equal((await run({}, { fake: raced })).error, "aws-precondition");
});

test("an update in progress is waited for, and the guard starts after it", async () => {
  const { error, fake } = await run({}, { existing: { lastUpdateStatus: "InProgress" } });
  assert.equal(error, undefined);
  assert.equal(fake.action("UpdateFunctionCode").revisionId, "r2");
  assert.equal((await run({}, { existing: { state: "Pending", lastUpdateStatus: "InProgress" } })).error, undefined);
});

test("when an answer is lost, the function shows whether the request was carried out", async () => {
  const service = failure("service", { retryable: true });
  const check = async (
    op: "UpdateFunctionCode" | "UpdateFunctionConfiguration" | "CreateFunction",
    isCarriedOut: boolean,
    expected: string | undefined,
    times: number,
  ) => {
    const fake = new FakeLambda();
    fake.failures.push({ op, failure: service, isCarriedOut });
    const existing = op === "CreateFunction" ? null : { handler: "c.d" };
    const { error, sent } = await run({ configure: true, create: { role: "r" } }, { fake, existing });
    assert.deepEqual([error, sent.filter((one) => one === op).length], [expected, times], `${op} ${isCarriedOut}`);
  };
  await check("UpdateFunctionCode", true, undefined, 1);
  await check("UpdateFunctionCode", false, "aws-service", 1);
  await check("UpdateFunctionConfiguration", true, undefined, 1);
  await check("UpdateFunctionConfiguration", false, "aws-service", 1);
  await check("CreateFunction", true, undefined, 1);
  await check("CreateFunction", false, undefined, 2);
});

test("a deploy keeps the key of the code and its storage by reference", async () => {
  const key = { sourceKMSKeyArn: "arn:key" };
  const reference = { resolvedS3Object: { s3Bucket: "old", s3Key: "old.zip" } };
  const check = async (code: FunctionConfiguration["code"], bucket: string | undefined, expected: unknown) => {
    const { fake, error } = await run(bucket ? { bucket } : {}, { existing: code ? { code } : {} });
    assert.deepEqual([fake.functions.get("hello")?.code, error], [expected, undefined]);
  };
  const stored = { resolvedS3Object: { s3Bucket: "b", s3Key: "k" } };
  await check(undefined, "b", {});
  await check(key, undefined, key);
  await check(key, "b", key);
  await check(reference, "b", stored);
  await check({ ...key, ...reference }, "b", { ...key, ...stored });
  // A package that is sent directly cannot be kept by reference; this is reported before.
  await check(reference, undefined, {});
  const tried = await run({ dryRun: true }, { existing: { code: key } });
  assert.equal(tried.fake.action("UpdateFunctionCode").sourceKmsKeyArn, "arn:key");
});

test("on managed instances what unqualified calls run is replaced, unless a version is wanted", async () => {
  const existing = { capacityProviderConfig: managedInstances("arn:p") };
  const published = async (change: Partial<FunctionDeploy>, options: Run) => {
    const { fake, progress, error } = await run(change, options);
    const action = fake.sent.find(({ op }) => op === "PublishVersion") as { publishTo?: string } | undefined;
    assert.equal(error, undefined);
    return [action && (action.publishTo ?? "a number"), progress.configuration?.version];
  };
  assert.deepEqual(await published({}, { existing }), ["LATEST_PUBLISHED", "$LATEST.PUBLISHED"]);
  assert.deepEqual(await published({ configure: true }, { existing }), ["LATEST_PUBLISHED", "$LATEST.PUBLISHED"]);
  assert.deepEqual(await published({ publish: true }, { existing }), ["a number", "7"]);
  assert.deepEqual(await published({}, { existing, alias: "live" }), ["a number", "7"]);
  assert.deepEqual(await published({}, { existing: {} }), [undefined, "$LATEST"]);
  assert.deepEqual(await published({ dryRun: true }, { existing }), [undefined, "$LATEST"]);
});

test("a new function gets the key, the storage and the instances that it was given", async () => {
  const create = { role: "r", sourceKmsKeyArn: "arn:key", byReference: true, capacityProviderArn: "arn:p" };
  const { fake, error, sent } = await run({ create, bucket: "b" }, { existing: null });
  assert.deepEqual([error, sent], [undefined, ["CreateFunction", "PublishVersion"]]);
  const { code, capacityProviderConfig } = fake.functions.get("hello") ?? {};
  assert.deepEqual(code, { sourceKMSKeyArn: "arn:key", resolvedS3Object: { s3Bucket: "b", s3Key: "k" } });
  assert.deepEqual(capacityProviderConfig, managedInstances("arn:p"));
  const plain = await run({ create: { role: "r" } }, { existing: null });
  assert.deepEqual([plain.sent, plain.fake.functions.get("hello")?.code], [["CreateFunction"], {}]);
});
