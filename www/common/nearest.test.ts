import assert from "node:assert/strict";
import { test } from "node:test";
import { nearest } from "./nearest";

test("a mistyped name has a suggestion, another word has none", () => {
  const names = ["tests", "excludeRuntime", "plan", "extras"];
  const check = (word: string, expected: string | undefined) => assert.equal(nearest(word, names), expected, word);
  check("test", "tests");
  check("tetss", "tests");
  check("excludeRunTime", "excludeRuntime");
  check("exclude-runtime", "excludeRuntime");
  check("excluderuntme", "excludeRuntime");
  check("plann", "plan");
  check("pläne", "plan");
  check("indexes", undefined);
  check("", undefined);
  check("x", undefined);
  assert.equal(nearest("plan", []), undefined);
});
