import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { Hashing } from "./hashing";

/** An entry that claims a size, and the pieces in which its bytes come. */
type Entry = { size: number; pieces: Uint8Array<ArrayBuffer>[] };

async function check(entries: Entry[]): Promise<void> {
  const hashing = Hashing.start() as Hashing;
  for (const [number, { size, pieces }] of entries.entries()) {
    assert.ok(hashing.takes(size));
    hashing.begin(size);
    for (const piece of pieces) {
      hashing.update(piece);
      // WebAssembly uses its memory again.
      piece.fill(0);
    }
    hashing.end(number);
  }
  const { numbers, hashed } = await hashing.digests();
  assert.deepEqual([...numbers], [...entries.keys()]);
  const expected = entries.map(({ size }) => createHash("sha256").update(bytesOf(size)).digest("hex"));
  assert.equal(Buffer.from(hashed).toString("hex"), expected.join(""));
}

const bytesOf = (size: number) => Uint8Array.from({ length: size }, (_, at) => (at * 31 + size) % 251);

/** The first bytes of such an entry, cut at those places. */
function entry(size: number, ...cuts: number[]): Entry {
  const bytes = bytesOf(size);
  const pieces = [...cuts, size].map((end, at) => bytes.slice(cuts[at - 1] ?? 0, end));
  return { size, pieces };
}

test("entries are hashed as wholes and in pieces, one after another", async () => {
  await check([
    entry(5000),
    entry(5000, 1, 4999),
    // More than is kept from one job to the next, and less again.
    entry((4 << 20) + 3, 4 << 20),
    entry(9000, 4096),
    entry(6 << 20),
  ]);
});

test("what is too small or too large is left to WebAssembly", () => {
  const hashing = Hashing.start() as Hashing;
  assert.deepEqual(
    [100, 4096, 32 << 20, (32 << 20) + 1].map((size) => hashing.takes(size)),
    [false, true, true, false],
  );
});
