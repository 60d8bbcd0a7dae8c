import assert from "node:assert/strict";
import { test } from "node:test";
import { addressesOfLink, parseHeaders } from "./form";

test("values of signed headers, one a line", () => {
  const text = "content-type: application/zip\n x-amz-meta-a :b:c \n\nnonsense\nempty:";
  assert.deepEqual(parseHeaders(text), [
    ["content-type", "application/zip"],
    ["x-amz-meta-a", "b:c"],
    ["empty", ""],
  ]);
});

test("the host of a link, however it is pasted", () => {
  const check = (link: string, expected: string[]) => assert.deepEqual(addressesOfLink(link), expected);
  check("https://b.s3.example.com/k?X-Amz-Signature=1", ["https://b.s3.example.com"]);
  check("[here](http://[::1]:3900/b/k)", ["http://[::1]:3900"]);
  check('{"url":"https:\\/\\/h.example\\/k?a\\u0026b"}', ["https://h.example"]);
  check("(https://h.example)", ["https://h.example"]);
  check("nothing", []);
});
