import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type DeployEvent,
  type DeployState,
  functionsOf,
  headersOf,
  initialDeploy,
  type Row,
  reduceDeploy,
} from "./deploy-state";

const after = (...events: DeployEvent[]): DeployState => events.reduce(reduceDeploy, initialDeploy);
const row = (id: string): Row => ({
  id,
  label: id,
  region: "us-east-1",
  size: 10,
  told: { stage: "waiting" },
  fault: null,
  problem: null,
  facts: [],
});
const problem = { code: "aws-denied", message: "no" };

test("functions are read one a line, with alias and region", () => {
  const check = (functions: string, expected: object[]) =>
    assert.deepEqual(functionsOf({ functions, region: "us-east-1" }), expected, functions);
  check("", []);
  check(" hello \n\nother", [
    { functionName: "hello", region: "us-east-1" },
    { functionName: "other", region: "us-east-1" },
  ]);
  check("hello:live@eu-west-1", [{ functionName: "hello", region: "eu-west-1", alias: "live" }]);
  const arn = "arn:aws:lambda:eu-central-1:123456789012:function:hello";
  check(arn, [{ functionName: arn, region: "eu-central-1" }]);
  const partial = "123456789012:function:hello";
  check(partial, [{ functionName: partial, region: "us-east-1" }]);
  check(`${partial}:live@eu-west-1`, [{ functionName: partial, region: "eu-west-1", alias: "live" }]);
  check(`${arn}:live`, [{ functionName: arn, region: "eu-central-1", alias: "live" }]);
});

test("what is told of a row leaves the others alone", () => {
  const { rows } = after(
    { type: "started", rows: [row("a"), row("b")] },
    { type: "told", id: "a", told: { stage: "sending", sent: 5 } },
    { type: "row", id: "b", change: { problem } },
  );
  assert.deepEqual(
    rows.map(({ told, problem }) => [told.stage, problem?.code]),
    [
      ["sending", undefined],
      ["waiting", "aws-denied"],
    ],
  );
});

test("another package leaves no result of the earlier one standing", () => {
  const state = after(
    { type: "started", rows: [row("a")] },
    { type: "ended" },
    { type: "packages", names: ["layer.zip"], kind: "layer" },
  );
  assert.deepEqual([state.rows, state.form.zip, state.form.goal], [[], "layer.zip", "layer"]);
});

test("a pause takes the session, new credentials end it", () => {
  const session = { accessKeyId: "AKIA…7XYZ", isTemporary: true, form: "shell" as const };
  const paused = after({ type: "opened", session }, { type: "paused", problem });
  assert.deepEqual([paused.session, paused.paused], [null, problem]);
  const on = [
    { type: "opened" as const, session },
    { type: "paused" as const, problem: null },
  ].reduce(reduceDeploy, paused);
  assert.deepEqual([on.session, on.paused], [session, null]);
});

test("what fails beside a deploy does not end it", () => {
  const state = after({ type: "started", rows: [row("a")] }, { type: "failed", problem });
  assert.deepEqual([state.running, state.problem, state.rows.length], [true, problem, 1]);
});

test("a deploy under way outlives its package on the page, and so does its verdict", () => {
  const running = after(
    { type: "form", change: { goal: "layer", zip: "layer.zip" } },
    { type: "started", rows: [row("a")] },
    { type: "packages", names: [], kind: "function" },
  );
  assert.deepEqual([running.running, running.rows.length, running.form.goal], [true, 1, "layer"]);
  const ended = reduceDeploy(running, { type: "ended" });
  assert.deepEqual([ended.running, ended.rows.length], [false, 1]);
  const pressed = reduceDeploy(ended, { type: "packages", names: ["function.zip"], kind: "function" });
  assert.deepEqual([pressed.rows, pressed.form.goal], [[], "function"]);
});

test("values of signed headers, one a line", () => {
  const linkHeaders = "content-type: application/zip\n x-amz-meta-a :b:c \n\nnonsense\nempty:";
  assert.deepEqual(headersOf({ linkHeaders }), [
    ["content-type", "application/zip"],
    ["x-amz-meta-a", "b:c"],
    ["empty", ""],
  ]);
});
