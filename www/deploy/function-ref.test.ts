import assert from "node:assert/strict";
import { test } from "node:test";
import { expectFunctions, parseFunctions } from "./function-ref";

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
  // `$LATEST` is the function itself.
  check("hello:$LATEST", [{ functionName: "hello", region: "us-east-1" }]);
  check(`${arn}:$LATEST`, [{ functionName: arn, region: "eu-central-1" }]);
  check("hello:live:x", [{ functionName: "hello", region: "us-east-1", alias: "live:x" }]);
  // Addresses of the console, with and without the region or the account in the host.
  const hello = { functionName: "hello", region: "eu-west-1" };
  const home = "https://eu-west-1.console.aws.amazon.com/lambda/home?region=eu-west-1#/functions/hello";
  check(home, [hello]);
  check(`${home}?tab=code`, [hello]);
  check(`${home}?newFunction=true&tab=configure, other`, [hello, { functionName: "other", region: "us-east-1" }]);
  check(`${home}/aliases/live?tab=code`, [{ ...hello, alias: "live" }]);
  check(`${home}/versions/%24LATEST?tab=code`, [hello]);
  check(`${home}/versions/3?tab=code`, [{ ...hello, alias: "3" }]);
  check("https://console.aws.amazon.com/lambda/home?region=eu-west-1#/functions/hello", [hello]);
  check(
    "https://123456789012-abcd1234.eu-west-1.console.aws.amazon.com/lambda/home?region=eu-west-1#/functions/hello",
    [hello],
  );
  check("https://console.amazonaws-us-gov.com/lambda/home?region=us-gov-west-1#/functions/hello?tab=code", [
    { functionName: "hello", region: "us-gov-west-1" },
  ]);
});

test("names that AWS would refuse, and versions, are refused before any request", () => {
  const check = (functions: string, expected: string) => {
    let code = "";
    try {
      expectFunctions(functions, "us-east-1");
    } catch (error) {
      code = (error as { code: string }).code;
    }
    assert.equal(code, expected, functions);
  };
  const arn = "arn:aws:lambda:us-east-1:123456789012:function:hello";
  for (const fine of ["", "hello", "hello:live", "hello:$LATEST", arn, `${arn}:live-1_a`, "a".repeat(64), "hello:3a"]) {
    check(fine, "");
  }
  check("123456789012:function:hello:live", "");
  check("hello:3", "version-fixed");
  check(`${arn}:12`, "version-fixed");
  check("good\nhello:3", "version-fixed");
  check("hello:live:x", "name-invalid");
  check("hello:a b", "alias-invalid");
  check("hello:$LATEST.PUBLISHED", "alias-invalid");
  check(`hello:${"a".repeat(129)}`, "alias-invalid");
  check("..", "name-invalid");
  check("a/b", "name-invalid");
  check("my fn", "name-invalid");
  check(":live", "name-invalid");
  check("a".repeat(65), "name-invalid");
  check("arn:aws:lambda:us-east-1:1:function:hello", "name-invalid");
  check("https://example.com/lambda", "name-invalid");
});
