import assert from "node:assert/strict";
import { test } from "node:test";
import { limitConcurrency } from "./limit-concurrency";

const settle = () => new Promise((resolve) => setTimeout(resolve));

test("so much is under way at once, and the rest follows in its order", async () => {
  const limit = limitConcurrency(2);
  const begun: number[] = [];
  const ends: Record<number, { resolve: (value: string) => void; reject: (error: Error) => void }> = {};
  const all = [0, 1, 2, 3, 4].map((n) =>
    limit(() => {
      begun.push(n);
      return new Promise<string>((resolve, reject) => {
        ends[n] = { resolve, reject };
      });
    }),
  );
  const check = async (expected: number[]) => {
    await settle();
    assert.deepEqual(begun, expected);
  };
  await check([0, 1]);
  ends[1]?.resolve("one");
  assert.equal(await all[1], "one");
  await check([0, 1, 2]);
  // Work that fails also makes room.
  ends[0]?.reject(new Error("zero"));
  await assert.rejects(all[0] as Promise<string>, /zero/);
  await check([0, 1, 2, 3]);
  ends[2]?.resolve("two");
  ends[3]?.resolve("three");
  await check([0, 1, 2, 3, 4]);
  ends[4]?.resolve("four");
  assert.deepEqual(await Promise.all(all.slice(2)), ["two", "three", "four"]);
  const thrown = limit(() => {
    throw new Error("at once");
  });
  await assert.rejects(thrown, /at once/);
  assert.equal(await limit(async () => "after"), "after");
});
