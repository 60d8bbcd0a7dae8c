import assert from "node:assert/strict";
import { test } from "node:test";
import { consoleFunction } from "./console-page";

/** `expected` is "name region". */
const check = (address: string, expected: string | undefined) => {
  const found = consoleFunction(address);
  assert.equal(found && `${found.functionName} ${found.region}`, expected, address);
};

test("the function and the region of a page of the Lambda console", () => {
  const home = "https://eu-west-1.console.aws.amazon.com/lambda/home?region=eu-west-1";
  check(`${home}#/functions/hello?tab=code`, "hello eu-west-1");
  check(`${home}#/functions/hello/aliases/live?tab=monitoring`, "hello:live eu-west-1");
  check(`${home}#/functions/hello/versions/3`, "hello eu-west-1");
  check("https://console.aws.amazon.com/lambda/home?region=us-east-1#/functions/a_b-c", "a_b-c us-east-1");
  check("https://us-gov-west-1.console.amazonaws-us-gov.com/lambda/home#/functions/f", "f us-gov-west-1");
  check("https://cn-north-1.console.amazonaws.cn/lambda/home?region=cn-north-1#/functions/f", "f cn-north-1");
  // A session of several accounts.
  check("https://123456789012-x1y2.eu-central-1.console.aws.amazon.com/lambda/home#/functions/f", "f eu-central-1");
});

test("other pages are about no function", () => {
  check("https://eu-west-1.console.aws.amazon.com/lambda/home?region=eu-west-1#/functions", undefined);
  check("https://eu-west-1.console.aws.amazon.com/s3/home?region=eu-west-1#/functions/f", undefined);
  check("https://console.aws.amazon.com.evil.example/lambda/home?region=us-east-1#/functions/f", undefined);
  check("https://eu-west-1.console.aws.amazon.com/lambda/home?region=x%22#/functions/f", undefined);
  check("https://eu-west-1.console.aws.amazon.com/lambda/home?region=eu-west-1#/functions/%3Cb%3E", undefined);
  check("not an address", undefined);
});
