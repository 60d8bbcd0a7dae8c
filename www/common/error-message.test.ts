import assert from "node:assert/strict";
import { test } from "node:test";
import { errorMessage } from "./error-message";

test("the message of whatever was thrown", () => {
  const messages: [unknown, string][] = [
    [new TypeError("x is undefined"), "x is undefined"],
    [new DOMException("", "NotReadableError"), "NotReadableError"],
    ["gone", "gone"],
    [undefined, "undefined"],
  ];
  for (const [thrown, message] of messages) assert.equal(errorMessage(thrown), message);
});
