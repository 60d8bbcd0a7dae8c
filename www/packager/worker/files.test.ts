import assert from "node:assert/strict";
import { test } from "node:test";
import type { Range } from "../protocol";
import { Files } from "./files";
import type { Reads } from "./reads";

const WINDOW = 64 * 1024;

/** A page that reads for its worker, and counts. */
class Page implements Reads {
  readonly inPage = true;
  calls = 0;
  bytes = 0;

  async read(ranges: Range[]): Promise<ArrayBuffer> {
    this.calls++;
    const parts = await Promise.all(
      ranges.map(async ({ file, start, end }) => {
        if (file.type === "broken") throw new Error("it was moved");
        return new Uint8Array(await file.slice(start, end).arrayBuffer());
      }),
    );
    const bytes = await new Blob(parts).arrayBuffer();
    this.bytes += bytes.byteLength;
    return bytes;
  }

  now(): never {
    throw new Error("the page reads");
  }
}

/** What reading `length` bytes at `offset` gives; undefined if they are not here yet. */
function read(files: Files, id: number, offset: number, length: number): Uint8Array | undefined {
  const buffer = new Uint8Array(length);
  try {
    return buffer.subarray(0, files.readAt(id, offset, buffer));
  } catch (error) {
    if ((error as Error).name === "NotYet") return undefined;
    throw error;
  }
}

/** Calls `work` until all is read that it reads, as planning does; returns how often. */
async function rounds(files: Files, work: () => boolean): Promise<number> {
  for (let count = 1; ; count++) {
    if (work()) return count;
    assert.ok(await files.fetchMissing(), "it waits for nothing");
    assert.ok(count < 1000, "there is no end");
  }
}

const filled = (size: number, byte: number, type = "") => new Blob([new Uint8Array(size).fill(byte)], { type });

test("the page reads what wheels need about once", async () => {
  const page = new Page();
  const files = new Files(page);
  const [count, size] = [300, 16 * WINDOW];
  const done = new Set<number>();
  for (let id = 0; id < count; id++) files.add(id, filled(size, id));
  // As planning does: the listing at the end of each wheel, kept, then its METADATA.
  const listed = new Set<number>();
  const work = () => {
    for (let id = 0; id < count; id++) {
      if (done.has(id)) continue;
      if (!listed.has(id) && !read(files, id, size - WINDOW, WINDOW)) continue;
      listed.add(id);
      if (read(files, id, 5, WINDOW)?.every((byte) => byte === id % 256)) done.add(id);
    }
    return done.size === count;
  };
  await rounds(files, work);
  assert.ok(page.calls < 40, `${page.calls} calls`);
  assert.ok(page.bytes < 4 * count * WINDOW, `${page.bytes} bytes`);
});

test("however much there is, it ends", async () => {
  const page = new Page();
  const files = new Files(page);
  // Each needs two parts at once, the second known when the first is there.
  const [count, size, part] = [40, 8 << 20, 2 << 20];
  for (let id = 0; id < count; id++) files.add(id, filled(size, id));
  const done = new Set<number>();
  const work = () => {
    for (let id = 0; id < count; id++) {
      if (done.has(id) || !read(files, id, 0, part) || !read(files, id, size - part, part)) continue;
      done.add(id);
    }
    return done.size === count;
  };
  await rounds(files, work);
  assert.ok(page.bytes < 3 * count * 2 * part, `${page.bytes} bytes`);
});

test("a file the page cannot read spoils no other", async () => {
  const files = new Files(new Page());
  files.add(1, filled(10, 1));
  files.add(2, filled(10, 2, "broken"));
  assert.equal(read(files, 1, 0, 10), undefined);
  assert.equal(read(files, 2, 0, 10), undefined);
  assert.equal(await files.fetchMissing(), true);
  assert.deepEqual(read(files, 1, 8, 10), new Uint8Array([1, 1]));
  assert.throws(() => read(files, 2, 0, 10), /it was moved/);
  assert.equal(await files.fetchMissing(), false);
});
