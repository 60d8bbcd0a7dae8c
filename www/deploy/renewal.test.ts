import assert from "node:assert/strict";
import { test } from "node:test";
import { failure } from "./fake-aws";
import { Renewal } from "./renewal";

const expired = failure("expired-credentials");

function watched() {
  const told: (string | null)[] = [];
  return { told, renewal: new Renewal((failure) => told.push(failure?.kind ?? null)) };
}

test("one who gives up leaves the others waiting", async () => {
  const { told, renewal } = watched();
  const one = new AbortController();
  const first = renewal.wait(expired, one.signal);
  const second = renewal.wait(expired, new AbortController().signal);
  const third = renewal.wait(expired);
  one.abort(new Error("cancelled"));
  await assert.rejects(first, /cancelled/);
  assert.deepEqual(told, ["expired-credentials"]);
  renewal.renewed();
  await Promise.all([second, third]);
  assert.deepEqual(told, ["expired-credentials", null]);
  // An abort that comes later is nobody's any more.
  one.abort();
  assert.deepEqual(told, ["expired-credentials", null]);
});

test("when all have given up, nobody waits", async () => {
  const { told, renewal } = watched();
  const stop = new AbortController();
  const waiting = renewal.wait(expired, stop.signal);
  stop.abort(new Error("cancelled"));
  await assert.rejects(waiting, /cancelled/);
  await assert.rejects(renewal.wait(expired, stop.signal), /cancelled/);
  assert.deepEqual(told, ["expired-credentials", null]);
  renewal.renewed();
  assert.deepEqual(told, ["expired-credentials", null]);
});
