import assert from "node:assert/strict";
import { test } from "node:test";
import type { Change, Comparison } from "../packager/types";
import { reason, summary } from "./comparison-view";

const comparison = (change: Partial<Comparison>): Comparison => ({
  same: false,
  codeSha256: "a",
  otherCodeSha256: "b",
  knowsFiles: true,
  changes: [],
  unchanged: 0,
  packing: [],
  ...change,
});
const change = (kind: Change["kind"], rest: Partial<Change> = {}): Change => ({ kind, path: "a.py", why: [], ...rest });

test("why the hash moved, in a sentence", () => {
  const summaries: [Partial<Comparison>, string][] = [
    [{ knowsFiles: false }, "The hash alone does not tell in which files they differ."],
    [
      { unchanged: 1, packing: ["order"] },
      "The file is the same. The hash moved because the zips differ in the order of their files.",
    ],
    [
      { unchanged: 4043, packing: ["compression", "times", "order"] },
      "All 4,043 files are the same. The hash moved because the zips differ in how their files are compressed, " +
        "their files' times and the order of their files.",
    ],
    [{ unchanged: 2 }, "All 2 files are the same. The hash moved because the zips differ in how they were made."],
    [{ changes: [change("added")], unchanged: 1 }, "1 added; 1 file the same."],
    [
      { changes: [change("removed"), change("changed"), change("changed")], packing: ["times"] },
      "1 removed and 2 changed; 0 files the same. The zips also differ in their files' times.",
    ],
  ];
  for (const [given, expected] of summaries) assert.equal(summary(comparison(given)), expected);
});

test("why a file counts as changed", () => {
  const state = (size: number, mode?: number) => ({ size, ...(mode !== undefined && { mode }) });
  const reasons: [Change, string][] = [
    [change("added", { after: state(12) }), "12 bytes"],
    [change("removed", { before: state(2048) }), "2.0 KiB"],
    [change("changed", { why: ["content"], before: state(1), after: state(2) }), "content, 1 byte → 2 bytes"],
    [change("changed", { why: ["content"], before: state(2), after: state(2) }), "other content, as long"],
    [change("changed", { why: ["mode"], before: state(1, 0o100600), after: state(1, 0o100644) }), "mode 0600 → 0644"],
    [change("changed", { why: ["mode"], before: state(1), after: state(1, 0o120777) }), "mode not stated → link"],
    [
      change("changed", { why: ["path", "mode"], from: "app/a.py", before: state(1, 0o755), after: state(1, 0o644) }),
      "moved from app/a.py; mode 0755 → 0644",
    ],
  ];
  for (const [given, expected] of reasons) assert.equal(reason(given), expected);
});
