import assert from "node:assert/strict";
import { test } from "node:test";
import { CredentialRenewal } from "./credential-renewal";
import { failure } from "./fake-lambda";

const expired = failure("expired-credentials");

function recorded() {
  const changes: (string | null)[] = [];
  return { changes, renewal: new CredentialRenewal((failure) => changes.push(failure?.kind ?? null)) };
}

test("one who gives up leaves the others waiting", async () => {
  const { changes, renewal } = recorded();
  const one = new AbortController();
  const first = renewal.wait(expired, one.signal);
  const second = renewal.wait(expired, new AbortController().signal);
  const third = renewal.wait(expired);
  one.abort(new Error("cancelled"));
  await assert.rejects(first, /cancelled/);
  assert.deepEqual(changes, ["expired-credentials"]);
  renewal.renewed();
  await Promise.all([second, third]);
  assert.deepEqual(changes, ["expired-credentials", null]);
  // A later abort has no effect.
  one.abort();
  assert.deepEqual(changes, ["expired-credentials", null]);
});

test("when all have given up, nobody waits", async () => {
  const { changes, renewal } = recorded();
  const stop = new AbortController();
  const waiting = renewal.wait(expired, stop.signal);
  stop.abort(new Error("cancelled"));
  await assert.rejects(waiting, /cancelled/);
  await assert.rejects(renewal.wait(expired, stop.signal), /cancelled/);
  assert.deepEqual(changes, ["expired-credentials", null]);
  renewal.renewed();
  assert.deepEqual(changes, ["expired-credentials", null]);
});
