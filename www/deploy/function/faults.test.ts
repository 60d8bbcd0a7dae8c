import assert from "node:assert/strict";
import { test } from "node:test";
import type { FailureKind, LambdaAction } from "../aws-types";
import { configuration, FakeLambda, failure } from "../fake-lambda";
import type { DeployProgress } from "../progress";
import { checkFunction } from "./deploy-function";
import type { SharedUploads } from "./shared-uploads";

/** The generator mulberry32, so that each run has the same failures. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const OPS: LambdaAction["op"][] = [
  "GetFunction",
  "UpdateFunctionCode",
  "UpdateFunctionConfiguration",
  "CreateFunction",
  "PublishVersion",
  "UpdateAlias",
];
const KINDS: FailureKind[] = ["service", "network", "denied", "in-progress", "precondition", "exists", "unknown"];

/** Whatever fails at any time, "done" is reported only for a function that has the package. */
test("200 deploys with failures and with changes by others: done is true, or there is an error", async () => {
  let succeeded = 0;
  for (let seed = 1; seed <= 200; seed++) {
    const next = random(seed);
    const one = <Value>(of: readonly Value[]) => of[Math.floor(next() * of.length)] as Value;
    const fake = new FakeLambda();
    const is = () => next() < 0.5;
    const exists = is();
    if (exists)
      fake.functions.set("hello", configuration({ codeSha256: one(["old", "new"]), handler: one(["a.b", "c.d"]) }));
    for (let count = Math.floor(next() * 3); count > 0; count--) {
      const retryable = is();
      fake.failures.push({ op: one(OPS), failure: failure(one(KINDS), { retryable }), isCarriedOut: is() });
    }
    // Someone else deploys at some point.
    if (next() < 0.3) {
      const op = one(OPS);
      fake.meanwhile[op] = () => {
        if (fake.functions.has("hello")) fake.change("hello", { codeSha256: "theirs" });
        fake.meanwhile = {};
      };
    }
    const deploy = {
      zip: { blob: new Blob(["zip"]), codeSha256: "new" },
      unzippedSize: 3,
      runtime: "python3.13",
      architecture: "x86_64" as const,
      handler: "a.b",
      place: { region: "us-east-1" },
      key: "k",
      publish: is(),
      dryRun: next() < 0.2,
      configure: is(),
      guard: is(),
      create: { role: "r" },
    };
    const before = fake.functions.get("hello");
    let progress: DeployProgress = { stage: "waiting" };
    const target = { functionName: "hello", region: "us-east-1", ...(is() && { alias: "live" }) };
    const context = { lambda: fake.lambda, uploads: {} as SharedUploads, limit: 99 };
    const onProgress = (now: DeployProgress) => {
      progress = now;
    };
    const error = await checkFunction(deploy, target, context, onProgress, {})
      .then((found) => found.deploy("code-only"))
      .then(
        () => undefined,
        (error) => error as { code?: string },
      );
    if (error) {
      assert.ok(error.code, `${seed}: ${error}`);
      assert.notEqual(progress.stage, "done", `${seed}`);
      continue;
    }
    succeeded++;
    assert.equal(progress.stage, "done", `${seed}`);
    if (deploy.dryRun) {
      const sent = fake.ops().filter((op) => op !== "GetFunction" && op !== "UpdateFunctionCode");
      assert.deepEqual([sent, fake.functions.has("hello")], [[], before !== undefined], `${seed}`);
      continue;
    }
    // The last configuration that AWS has answered.
    assert.equal(progress.configuration?.codeSha256, "new", `${seed}`);
    if (deploy.configure) assert.equal(progress.configuration?.handler, "a.b", `${seed}`);
    if (target.alias) assert.deepEqual(fake.ops().at(-1), "UpdateAlias", `${seed}`);
  }
  assert.ok(succeeded > 50 && succeeded < 200, `${succeeded} of 200 succeeded`);
});
