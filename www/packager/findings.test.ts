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
    const found = sorted(findings);
    assert.deepEqual(
      found.map(({ code, message }) => `${code} ${message}`),
      expected,
    );
  };
  check(
    [
      finding("info", "deploy-same", "z"),
      finding("error", "import-missing", "a"),
      finding("error", "file-unreadable", "b.whl"),
      finding("error", "file-unreadable", "a.whl", "second"),
      finding("error", "file-unreadable", "b.whl"),
      finding("error", "file-unreadable", "a.whl", "first"),
      finding("error", "of a later version", "c"),
    ],
    [
      "file-unreadable first",
      "file-unreadable second",
      "file-unreadable b.whl",
      "import-missing a",
      "of a later version c",
      "deploy-same z",
    ],
  );
  check([], []);
});
