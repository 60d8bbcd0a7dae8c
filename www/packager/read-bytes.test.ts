import assert from "node:assert/strict";
import { test } from "node:test";
import type { FileRange } from "./protocol";
import { ReadBytes } from "./read-bytes";

const bytes = (text: string) => new TextEncoder().encode(text).buffer as ArrayBuffer;
const whole = (file: number, size: number): FileRange => ({ file, start: 0, end: size, isWhole: true });
const text = (buffer: ArrayBuffer | undefined) => buffer && new TextDecoder().decode(buffer);

function kept(): { reads: ReadBytes; first: Blob; second: Blob } {
  const reads = new ReadBytes();
  const [first, second] = [new Blob(["onetwo"]), new Blob(["three"])];
  reads.keep([whole(1, 3), whole(2, 3)], first, bytes("onetwo"));
  reads.keep([whole(3, 5)], second, bytes("three"));
  return { reads, first, second };
}

test("whole files are given in any order, with the blobs that they were read by", () => {
  const { reads, first, second } = kept();
  const known = reads.of([whole(3, 5), whole(1, 3)]);
  assert.equal(text(known?.buffer), "threeone");
  assert.deepEqual(known?.blobs, new Set([second, first]));
  assert.equal(reads.of([whole(1, 3), whole(4, 1)]), undefined);
  assert.equal(reads.of([{ file: 3, start: 0, end: 2, isWhole: false }]), undefined);
});

test("a part of a file, a file that has become longer, and too much are not kept", () => {
  const reads = new ReadBytes();
  reads.keep([{ file: 1, start: 0, end: 2, isWhole: false }], new Blob(), bytes("on"));
  reads.keep([whole(2, 2)], new Blob(), bytes("two"));
  reads.keep([whole(3, 40 << 20)], new Blob(), new ArrayBuffer(40 << 20));
  reads.keep([whole(4, 9 << 20)], new Blob(), new ArrayBuffer(9 << 20));
  const known = [1, 2, 3, 4].map((file) => reads.of([whole(file, 2)]) !== undefined);
  assert.deepEqual(known, [false, false, true, false]);
  // There is room again.
  reads.retain([]);
  assert.equal(reads.of([whole(3, 40 << 20)]), undefined);
  reads.keep([whole(4, 9 << 20)], new Blob(), new ArrayBuffer(9 << 20));
  assert.equal(reads.of([whole(4, 9 << 20)])?.buffer.byteLength, 9 << 20);
});

test("of files that are gone from the drop, those that were read with others stay", () => {
  const { reads } = kept();
  reads.retain([2]);
  assert.equal(text(reads.of([whole(1, 3)])?.buffer), "one");
  assert.equal(reads.of([whole(3, 5)]), undefined);
});

test("pressing is given nothing once a file has changed", async () => {
  const { reads } = kept();
  assert.equal(text((await reads.ifUnchanged().of([whole(2, 3)]))?.buffer), "two");
  const gone = new Blob(["gone"]);
  const { stream } = Blob.prototype;
  reads.keep([whole(4, 4)], gone, bytes("gone"));
  Blob.prototype.stream = () =>
    new ReadableStream({ start: (controller) => controller.error(new Error("it has changed")) });
  try {
    const unchanged = reads.ifUnchanged();
    assert.equal(await unchanged.of([whole(2, 3)]), undefined);
  } finally {
    Blob.prototype.stream = stream;
  }
});
