import assert from "node:assert/strict";
import { test } from "node:test";
import { lazily, once } from "./lazily";

test("the script is fetched with the first call, and later calls are made at once", async () => {
  let loads = 0;
  const seen: string[] = [];
  const functions = lazily(async () => {
    loads++;
    return { note: (text: string) => void seen.push(text), twice: async (count: number) => 2 * count };
  });
  assert.equal(loads, 0);
  assert.equal(await functions.twice(4), 8);
  functions.note("at once");
  assert.deepEqual([loads, seen], [1, ["at once"]]);
});

test("what could not be made is made anew", async () => {
  let tries = 0;
  const get = once(async () => {
    tries++;
    if (tries === 1) throw new Error("no network");
    return tries;
  });
  await assert.rejects(get(), /no network/);
  assert.deepEqual([await get(), await get()], [2, 2]);
});
