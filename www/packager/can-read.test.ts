import assert from "node:assert/strict";
import { test } from "node:test";
import { canReadAll } from "./can-read";

test("many blobs are one that is made in steps, and read from its begin", async () => {
  const { Blob: Real } = globalThis;
  const made: { parts: Blob[]; blob: Blob }[] = [];
  globalThis.Blob = class extends Real {
    constructor(parts: Blob[]) {
      super(parts);
      made.push({ parts, blob: this });
    }
  } as unknown as typeof Blob;
  try {
    const blobs = Array.from({ length: 64 * 64 + 1 }, (_, n) => new Real([`${n},`]));
    assert.equal(await canReadAll(blobs), true);
    assert.ok(made.every(({ parts }) => parts.length <= 64));
    assert.equal(await made.at(-1)?.blob.text(), await new Real(blobs).text());
  } finally {
    globalThis.Blob = Real;
  }
});

test("what cannot be read does not begin", async () => {
  const gone = new Blob(["gone"]);
  const { Blob: Real } = globalThis;
  globalThis.Blob = class extends Real {
    override stream() {
      return new ReadableStream({ start: (controller) => controller.error(new Error("it has changed")) });
    }
  } as unknown as typeof Blob;
  try {
    assert.equal(await canReadAll([gone]), false);
    assert.equal(await canReadAll([]), true);
  } finally {
    globalThis.Blob = Real;
  }
});
