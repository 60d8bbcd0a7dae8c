import assert from "node:assert/strict";
import { test } from "node:test";
import { DEFAULT_RUNTIME, RUNTIMES } from "../common/facts";
import { runtimeLabel, runtimeNote } from "./runtime-text";

test("what the page says about runtimes", () => {
  const runtime = (state: (typeof RUNTIMES)[number]["state"]) => ({
    name: "python3.0",
    os: "Amazon Linux 2" as const,
    state,
  });
  const check = (state: (typeof RUNTIMES)[number]["state"], expected: [label: string, note: string]) =>
    assert.deepEqual([runtimeLabel(runtime(state)), runtimeNote(runtime(state))], expected);
  check({ kind: "preview" }, ["python3.0 (preview)", "In preview, not for production"]);
  check({ kind: "supported", until: "2029-06-30" }, ["python3.0", "Amazon Linux 2, until 2029-06-30"]);
  check({ kind: "deprecated", createBlockedFrom: "2027-02-01", updateBlockedFrom: "2027-03-03" }, [
    "python3.0 (deprecated)",
    "Amazon Linux 2; creating is blocked from 2027-02-01, updating from 2027-03-03",
  ]);
});

test("the runtime chosen at first is supported", () => {
  assert.equal(RUNTIMES.find(({ name }) => name === DEFAULT_RUNTIME)?.state.kind, "supported");
});
