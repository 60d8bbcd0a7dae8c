import assert from "node:assert/strict";
import { test } from "node:test";
import { toProblem } from "./problem";

test("a rejection of the packager keeps its fields", () => {
  const fields = { code: "wheel-truncated", path: "a.whl", hint: "Drop it again", findings: [] };
  const error = Object.assign(new Error("The wheel is cut off"), fields);
  assert.deepEqual(toProblem(error), { message: "The wheel is cut off", ...fields });
});

test("anything else is internal", () => {
  assert.deepEqual(toProblem(new TypeError("x is undefined")), { code: "internal", message: "x is undefined" });
  assert.deepEqual(toProblem("gone"), { code: "internal", message: "gone" });
  // An old DOMException has a numeric code.
  assert.equal(toProblem(new DOMException("", "NotReadableError")).code, "internal");
});
