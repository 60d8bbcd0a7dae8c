import assert from "node:assert/strict";
import { test } from "node:test";
import { type DeployRow, functionRow } from "../deploy-row";
import { DeployError } from "../error";
import { configuration, FakeLambda } from "../fake-lambda";
import type { FunctionRef } from "../function-ref";
import type { DeploymentReports } from "../goal";
import type { DifferencesAnswer, FunctionDifferences, Stage } from "../progress";
import type { Services } from "../services";
import { deployFunctions } from "./deploy-functions";

const deploy = {
  ...{ zip: { blob: new Blob(["zip"]), codeSha256: "new" }, unzippedSize: 3 },
  ...{ runtime: "python3.13", architecture: "x86_64" as const, handler: "a.b" },
  ...{ place: { region: "us-east-1" }, key: "k", publish: false, dryRun: false, configure: false, guard: true },
};
const NAMES = ["a", "b", "c", "d", "e"];

/** Deploys to five functions that run another handler; "b" does not exist, and "c" has the package already. */
async function run(answer: (abort: () => void) => DifferencesAnswer, change: Partial<typeof deploy> = {}) {
  const fake = new FakeLambda();
  fake.compared = [{ severity: "warning", code: "deploy-handler", message: "differs" }];
  for (const name of NAMES) {
    const held = name === "c" ? { codeSha256: "new" } : { handler: "c.d" };
    if (name !== "b") fake.functions.set(name, configuration({ functionName: name, ...held }));
  }
  const running = new AbortController();
  const asked: { names: string[]; sent: number }[] = [];
  const ends = new Map<string, string>();
  const sent = () => fake.sent.filter(({ op }) => op !== "GetFunction");
  const reports: DeploymentReports = {
    signal: running.signal,
    row: (id) => ({
      onProgress: ({ stage }: { stage: Stage }) => ends.set(id, stage),
      onRetry: () => {},
      onError: (error) => ends.set(id, (error as DeployError).code),
      onDetails: () => {},
    }),
    async ask(functions: FunctionDifferences[]) {
      asked.push({ names: functions.map(({ id }) => id.slice(0, 1)), sent: sent().length });
      return answer(() => running.abort());
    },
  };
  const targets: FunctionRef[] = NAMES.map((functionName) => ({ functionName, region: "us-east-1" }));
  const rows: DeployRow[] = targets.map((target) => functionRow(target, deploy.zip));
  const through = <T>(work: () => Promise<T>) => work();
  const services = { lambda: fake.lambda, s3: {}, session: { use: through, whileWaiting: through } };
  const deploys = targets.map((target) => ({ target, deploy: { ...deploy, ...change } }));
  await deployFunctions(deploys, rows, reports, services as unknown as Services);
  return { asked, ends: [...ends.values()], sent: sent().map(({ op }) => op) };
}

const question = [{ names: ["a", "d", "e"], sent: 0 }];
const times = (op: string) => Array(3).fill(op);

test("several functions are asked about once, before anything is sent", async () => {
  const all = ["done", "function-missing", "done", "done", "done"];
  const code = await run(() => "code-only");
  assert.deepEqual(code, { asked: question, ends: all, sent: times("UpdateFunctionCode") });
  const both = await run(() => "configure");
  const ops = [...times("UpdateFunctionCode"), ...times("UpdateFunctionConfiguration")];
  assert.deepEqual({ ...both, sent: both.sent.sort() }, { asked: question, ends: all, sent: ops });
  const chosen = await run(() => "code-only", { configure: true });
  assert.deepEqual([chosen.asked, chosen.sent.length], [[], 6]);
});

test("after a cancelled question nothing is sent, and other failures stay", async () => {
  const ends = ["unsent", "function-missing", "unsent", "unsent", "unsent"];
  const refused = await run(() => {
    throw new DeployError({ code: "unsent", message: "" });
  });
  assert.deepEqual(refused, { asked: question, ends, sent: [] });
  const late = await run((abort) => {
    abort();
    return "code-only";
  });
  assert.deepEqual(
    late.ends,
    ends.map((code) => code.replace(/^unsent/, "cancelled-unsent")),
  );
  assert.deepEqual(late.sent, []);
});
