import assert from "node:assert/strict";
import { test } from "node:test";
import { BlobProbe, FileReread } from "./unchanged";

/** Reads as hosts do, and counts the reads and the simultaneous reads. */
function reader(gone: Set<Blob> = new Set()) {
  const state = { reads: 0, most: 0, now: 0 };
  const unchanged = new FileReread(async (files) => {
    state.reads++;
    state.most = Math.max(state.most, ++state.now);
    await new Promise((resolve) => setTimeout(resolve));
    state.now--;
    if (files.some((file) => gone.has(file))) throw new Error("it has changed");
    return new Blob(files).arrayBuffer();
  });
  return { state, unchanged };
}

const sized = (file: Blob, size = file.size) => ({ file, size });
const small = () => sized(new Blob(["small"]));

test("files are looked at once, many together, and a few groups at a time", async () => {
  const { state, unchanged } = reader();
  const files = Array.from({ length: 64 * 20 }, small);
  assert.equal(await unchanged.all(files), true);
  assert.deepEqual([state.reads, state.most], [20, 8]);
  assert.equal(await unchanged.all(files), true);
  assert.equal(state.reads, 20);
});

test("one that is gone, or has another size, has changed", async () => {
  const gone = small();
  const { unchanged } = reader(new Set([gone.file]));
  assert.equal(await unchanged.all([small(), gone]), false);
  assert.equal(await unchanged.all([sized(new Blob(["longer"]), 5)]), false);
  assert.equal(await unchanged.all([]), true);
});

test("of large files no more than a byte is read", async () => {
  let read = 0;
  const unchanged = new FileReread(async (files) => {
    const buffer = await new Blob(files).arrayBuffer();
    read += buffer.byteLength;
    return buffer;
  });
  assert.equal(await unchanged.all([sized(new Blob([new Uint8Array(3 << 20)])), small()]), true);
  assert.equal(read, 1 + 5);
});

test("files are looked at together, and those of one job alone only if one of all has changed", async () => {
  const gone = new Blob(["gone"]);
  const begun: Blob[][] = [];
  const { Blob: Real } = globalThis;
  globalThis.Blob = class extends Real {
    readonly #isGone: boolean;
    constructor(parts: Blob[]) {
      super(parts);
      begun.push(parts);
      this.#isGone = parts.includes(gone);
    }
    override stream() {
      return this.#isGone
        ? new ReadableStream({ start: (controller) => controller.error(new Error()) })
        : super.stream();
    }
  } as unknown as typeof Blob;
  try {
    const [one, other] = [new Real(["one"]), new Real([])];
    const unchanged = new BlobProbe([one, other]);
    assert.equal(await unchanged.all([], [one]), true);
    assert.deepEqual(begun.splice(0), [[one, other]]);
    const changed = new BlobProbe([one, gone]);
    assert.equal(await changed.all([], [one]), true);
    assert.equal(await changed.all([], [gone]), false);
    assert.deepEqual(begun, [[one, gone], [one], [gone]]);
  } finally {
    globalThis.Blob = Real;
  }
});
