import assert from "node:assert/strict";
import { test } from "node:test";
import type { Values } from "./boundary";
import { compareHeld, type Expected } from "./proof";

const HASH = "n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=";
const whole: Expected = { size: 4, checksumSha256: HASH };
const inParts: Expected = { ...whole, parts: 3 };

const check = (held: Values["HeadObject"], expected: Expected, verdict: ReturnType<typeof compareHeld>) =>
  assert.equal(compareHeld(held, expected), verdict, JSON.stringify(held));

test("an object is ours by its checksum, and by nothing less", () => {
  check({ size: 4, checksumSha256: HASH }, whole, "same");
  check({ checksumSha256: HASH }, whole, "same");
  check({ size: 4, checksumSha256: `${HASH}-3` }, inParts, "same");
  // Servers that do not append the number of parts.
  check({ size: 4, checksumSha256: HASH }, inParts, "same");
  check({ size: 4, checksumSha256: `${HASH}-2` }, inParts, "other");
  check({ size: 4, checksumSha256: `${HASH}-1` }, whole, "other");
  check({ size: 4, checksumSha256: "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=" }, whole, "other");
  check({ size: 5, checksumSha256: HASH }, whole, "other");
  check({ size: 5 }, whole, "other");
  check({ size: 4 }, whole, "hidden");
  check({}, whole, "hidden");
});
