import assert from "node:assert/strict";
import { test } from "node:test";
import { newRow } from "./deploy-row";
import { type DeployEvent, type DeployState, initialDeploy, reduceDeploy } from "./deploy-state";

const after = (...events: DeployEvent[]): DeployState => events.reduce(reduceDeploy, initialDeploy);
const row = (id: string) => newRow(id, id, "us-east-1", { blob: new Blob(), codeSha256: "" });
const problem = { code: "aws-denied", message: "no" };

test("the progress of a row leaves the others alone", () => {
  const { rows } = after(
    { type: "started", rows: [row("a"), row("b")] },
    { type: "progressed", id: "a", progress: { stage: "sending", sent: 5 } },
    { type: "rowChanged", id: "b", change: { problem } },
  );
  assert.deepEqual(
    rows.map(({ progress, problem }) => [progress.stage, problem?.code]),
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
  const paused = after({ type: "unlocked", session }, { type: "paused", problem });
  assert.deepEqual([paused.session, paused.paused], [null, problem]);
  const on = [
    { type: "unlocked" as const, session },
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

test("another link clears the header values given for the last one", () => {
  const first = {
    type: "form",
    change: { link: "https://a/k?1", linkHeaders: "content-type: application/zip" },
  } as const;
  const headersAfter = (change: Partial<DeployState["form"]>) =>
    after(first, { type: "form", change }).form.linkHeaders;
  assert.equal(headersAfter({ link: "https://a/k?2" }), "");
  assert.equal(headersAfter({ link: "" }), "");
  assert.equal(headersAfter({ link: "https://b/k?1", linkHeaders: "x-amz-acl: private" }), "x-amz-acl: private");
  assert.equal(headersAfter({ link: " https://a/k?1\n" }), "content-type: application/zip");
  assert.equal(headersAfter({ method: "link" }), "content-type: application/zip");
});

test("the receipts of a goal go with another goal, but not those of a running deploy", () => {
  const deployed: DeployEvent[] = [
    { type: "started", rows: [row("a")] },
    { type: "failed", problem },
  ];
  const rows = (...events: DeployEvent[]) => after(...deployed, ...events).rows.length;
  const goal = (goal: "function" | "object"): DeployEvent => ({ type: "form", change: { goal } });
  assert.equal(rows({ type: "ended" }, goal("object")), 0);
  assert.equal(rows({ type: "ended" }, goal("function")), 1);
  assert.equal(rows(goal("object")), 1);
  assert.equal(after(...deployed, { type: "ended" }, goal("object")).problem, null);
});

test("a question ends with its deploy, and another test takes away the last answer", () => {
  const question = { functions: [{ id: "a", differences: [] }] };
  const asked = after({ type: "started", rows: [row("a")] }, { type: "asked", question });
  assert.equal(asked.question, question);
  assert.equal(reduceDeploy(asked, { type: "ended" }).question, null);
  const tested = after({ type: "invoked", invocation: { status: "running" } }, { type: "tested", id: "a" });
  assert.deepEqual([tested.tested, tested.invocation], ["a", null]);
});
