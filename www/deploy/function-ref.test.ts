import assert from "node:assert/strict";
import { test } from "node:test";
import { parseFunctions } from "./function-ref";

test("functions are read one a line, with alias and region", () => {
  const check = (functions: string, expected: object[]) =>
    assert.deepEqual(parseFunctions(functions, "us-east-1"), expected, functions);
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
