import assert from "node:assert/strict";
import { test } from "node:test";
import { Prefetch } from "./prefetch";

/** The size of the windows in which small files are read (src/source/). */
const WINDOW = 64 * 1024;

/** Ascending bytes, so that each one shows its offset. */
const bytesOf = (size: number, seed: number) =>
  Uint8Array.from({ length: size }, (_, at) => (at + (at >> 8) + seed) % 251);

/** A file that has been truncated since it was dropped. */
class Cut extends Blob {
  override get size(): number {
    return super.size + 1;
  }
}

const sizes = [3 * WINDOW + 7, 100, 5 * WINDOW];
const contents = sizes.map(bytesOf);
const items = contents.map((bytes, id) => ({ path: `w${id}.whl`, id, file: new Blob([bytes]) }));

test("what is held of spans is their bytes", async () => {
  const prefetch = new Prefetch(items);
  const read = await prefetch.of([
    { file: 0, start: WINDOW, end: sizes[0] as number },
    { file: 1, start: 0, end: 100 },
    { file: 2, start: 0, end: 4 * WINDOW },
  ]);
  // A second call copies the bytes again, because those of the first are transferred.
  for (const held of [read(), read()]) {
    assert.deepEqual(
      held.map(({ file, start, end }) => [file, start, end]),
      [
        [0, WINDOW, sizes[0]],
        [1, 0, 100],
        [2, 0, 4 * WINDOW],
      ],
    );
    for (const { file, start, end, bytes } of held) assert.deepEqual(bytes, contents[file]?.slice(start, end));
    for (const { bytes } of held) structuredClone(bytes, { transfer: [bytes.buffer] });
  }
});

test("what no job is going to ask for any more is let go of", async () => {
  const large = [0, 1].map((id) => ({ path: `l${id}.whl`, id, file: new Blob([new Uint8Array(5 << 20)]) }));
  const prefetch = new Prefetch(large);
  const spans = [0, 1].map((file) => ({ file, start: 0, end: 1 }));
  const [one, other] = spans.map((span) => [span]) as [typeof spans, typeof spans];
  await prefetch.expect([one, one, spans]);
  const read = await prefetch.of(spans);
  const held = () => read().map(({ file }) => file);
  assert.deepEqual(held(), [0, 1]);
  prefetch.passed(one);
  prefetch.passed(spans);
  assert.deepEqual(held(), [0]);
  prefetch.passed(one);
  assert.deepEqual(held(), []);
  // Files that no job needs are not held.
  const idle = new Prefetch(large);
  await idle.expect([other]);
  assert.deepEqual(
    (await idle.of(spans))().map(({ file }) => file),
    [1],
  );
});

test("only zips are read, and what cannot be read is left to others", async () => {
  const cut = { path: "cut.whl", id: 7, file: new Cut([new Uint8Array(5 << 20)]) };
  const loose = { path: "app/function.py", id: 8, file: new Blob(["x"]) };
  const prefetch = new Prefetch([loose, cut, ...items]);
  const spans = [8, 7, 99, 1].map((file) => ({ file, start: 0, end: 1 }));
  const held = (await prefetch.of(spans))();
  assert.deepEqual(
    held.map(({ file }) => file),
    [1],
  );
});

test("no more is read than fits", async () => {
  const big = { path: "big.whl", id: 1, file: new Blob([new Uint8Array((32 << 20) - 50)]) };
  const small = { path: "small.zip", id: 2, file: new Blob([new Uint8Array(100)]) };
  const tiny = { path: "tiny.zip", id: 3, file: new Blob([new Uint8Array(10)]) };
  const prefetch = new Prefetch([big, small, tiny]);
  const held = (await prefetch.of([1, 2, 3].map((file) => ({ file, start: 0, end: 1 }))))();
  assert.deepEqual(
    held.map(({ file }) => file),
    [2, 3],
  );
});
