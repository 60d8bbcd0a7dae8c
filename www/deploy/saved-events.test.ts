import assert from "node:assert/strict";
import { test } from "node:test";
import { mayHaveSecret, savedEvent, saveEvent } from "./saved-events";

function memory() {
  const kept = new Map<string, string>();
  return {
    kept,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
}

test("an event is kept for its function", () => {
  const storage = memory();
  assert.equal(savedEvent("a", storage), undefined);
  assert.equal(saveEvent("a", '{"n":1}', storage), "kept");
  assert.equal(saveEvent("b", '{"n":2}', storage), "kept");
  assert.equal(savedEvent("a", storage), '{"n":1}');
  for (let n = 0; n < 60; n++) saveEvent(`f${n}`, "{}", storage);
  assert.equal(savedEvent("a", storage), undefined);
  storage.setItem("wheelpress-events", '{"not":"a list"}');
  assert.equal(savedEvent("f59", storage), undefined);
});

test("what may be a secret is not kept, and takes what was kept before with it", () => {
  const storage = memory();
  saveEvent("a", '{"n":1}', storage);
  assert.equal(saveEvent("a", '{"password":"hunter2"}', storage), "secret");
  assert.equal(savedEvent("a", storage), undefined);
  assert.doesNotMatch([...storage.kept.values()].join(), /hunter2/);
});

test("secrets are known by their names and by how they look", () => {
  for (const event of [
    '{"headers":{"Authorization":"Bearer x"}}',
    '{"apiKey":"k"}',
    '{"client_secret" : "s"}',
    '{"key":"AKIAIOSFODNN7EXAMPLE"}',
    '{"jwt":"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.x"}',
    '{"pem":"-----BEGIN RSA PRIVATE KEY-----"}',
    '{"url":"postgres://me:pass@db/x"}',
    '{"url":"https://b.s3.amazonaws.com/k?X-Amz-Signature=ab"}',
    '{"key":"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"}',
  ]) {
    assert.equal(mayHaveSecret(event), true, event);
  }
  for (const event of [
    "{}",
    '{"Records":[{"s3":{"bucket":{"name":"my-bucket"},"object":{"key":"a/b.txt"}}}]}',
    '{"id":"9f86d081-884c-7d65-9a2f-eaa0c55ad015","token":""}',
    '{"path":"/a/very/long/path/of/lower/case/letters/and/more"}',
  ]) {
    assert.equal(mayHaveSecret(event), false, event);
  }
});
