/** Messages may contain arbitrary text of servers and files. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Pattern } from "./pattern";
import { translator } from "./translator";

const { text } = translator(
  "de",
  {},
  {
    '"{name}" cannot be read: {error}': '"{name}" kann nicht gelesen werden: {error}',
    "it is": "es ist",
    ", and {what}": ", und {what}",
    ": {what}": ": {what}",
  },
  [[", ", ", "]],
);

/** The number of times that a message is matched against a pattern. */
function tries(message: string): number {
  const { match } = Pattern.prototype;
  let count = 0;
  Pattern.prototype.match = function (this: Pattern, message: string) {
    count++;
    return match.call(this, message);
  };
  try {
    text(message);
  } finally {
    Pattern.prototype.match = match;
  }
  return count;
}

test("what others say is not taken apart for ever", () => {
  const message = (clauses: number) => `"x" cannot be read: ${"it is, and so: ".repeat(clauses)}`;
  assert.equal(text(message(2)), `"x" kann nicht gelesen werden: ${"es ist, und so: ".repeat(2)}`);
  assert.ok(tries(message(100)) < 10_000, `${tries(message(100))} tries`);
  assert.equal(text(message(1000)), message(1000));
});
