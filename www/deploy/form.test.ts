import assert from "node:assert/strict";
import { test } from "node:test";
import { parseHeaders } from "./form";

test("values of signed headers, one a line", () => {
  const text = "content-type: application/zip\n x-amz-meta-a :b:c \n\nnonsense\nempty:";
  assert.deepEqual(parseHeaders(text), [
    ["content-type", "application/zip"],
    ["x-amz-meta-a", "b:c"],
    ["empty", ""],
  ]);
});
