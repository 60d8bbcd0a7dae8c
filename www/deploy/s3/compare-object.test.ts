import assert from "node:assert/strict";
import { test } from "node:test";
import type { Values } from "../aws-types";
import { compareObject, type ExpectedObject } from "./compare-object";

const HASH = "n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=";
const whole: ExpectedObject = { size: 4, checksumSha256: HASH };
const inParts: ExpectedObject = { ...whole, parts: 3 };

const check = (object: Values["HeadObject"], expected: ExpectedObject, verdict: ReturnType<typeof compareObject>) =>
  assert.equal(compareObject(object, expected), verdict, JSON.stringify(object));

test("only the checksum shows that an object is the package", () => {
  check({ size: 4, checksumSha256: HASH }, whole, "same");
  check({ checksumSha256: HASH }, whole, "same");
  check({ size: 4, checksumSha256: `${HASH}-3` }, inParts, "same");
  // Other servers do not append the number of parts.
  check({ size: 4, checksumSha256: HASH }, inParts, "same");
  check({ size: 4, checksumSha256: `${HASH}-2` }, inParts, "different");
  check({ size: 4, checksumSha256: `${HASH}-1` }, whole, "different");
  check({ size: 4, checksumSha256: "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=" }, whole, "different");
  check({ size: 5, checksumSha256: HASH }, whole, "different");
  check({ size: 5 }, whole, "different");
  check({ size: 4 }, whole, "hidden");
  check({}, whole, "hidden");
});
