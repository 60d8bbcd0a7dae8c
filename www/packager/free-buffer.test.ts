import assert from "node:assert/strict";
import { test } from "node:test";
import { blobAndFree, freeBuffer } from "./free-buffer";

test("what is freed has no bytes any more, and a blob made of it still has them", async () => {
  const [one, other] = [new Uint8Array([1, 2]).buffer, new Uint8Array([3]).buffer];
  const view = new Uint8Array([4]);
  const blob = blobAndFree([one, other, view], { type: "text/plain" });
  assert.deepEqual([one.byteLength, other.byteLength, view.byteLength], [0, 0, 1]);
  assert.deepEqual(new Uint8Array(await blob.arrayBuffer()), new Uint8Array([1, 2, 3, 4]));
  assert.equal(blob.type, "text/plain");
  const alone = new ArrayBuffer(5);
  freeBuffer(alone);
  assert.equal(alone.byteLength, 0);
});
