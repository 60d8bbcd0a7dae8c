import assert from "node:assert/strict";
import { test } from "node:test";
import { sorted } from "./findings";
import type { Finding } from "./types";

test("causes come first, and what several jobs met is told once", () => {
  const finding = (severity: Finding["severity"], code: string, path: string, message = path): Finding => ({
    severity,
    code,
    path,
    message,
  });
  const check = (findings: Finding[], expected: string[]) => {
    const found = sorted(findings, ["unreadable", "missing", "big"]);
    assert.deepEqual(
      found.map(({ code, message }) => `${code} ${message}`),
      expected,
    );
  };
  check(
    [
      finding("info", "big", "z"),
      finding("error", "missing", "a"),
      finding("error", "unreadable", "b.whl"),
      finding("error", "unreadable", "a.whl", "second"),
      finding("error", "unreadable", "b.whl"),
      finding("error", "unreadable", "a.whl", "first"),
      finding("error", "of a later version", "c"),
    ],
    ["unreadable first", "unreadable second", "unreadable b.whl", "missing a", "of a later version c", "big z"],
  );
  check([], []);
});
