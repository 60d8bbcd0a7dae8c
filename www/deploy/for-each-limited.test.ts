import assert from "node:assert/strict";
import { test } from "node:test";
import { forEachLimited } from "./for-each-limited";

const turn = () => new Promise((resolve) => setImmediate(resolve));

test("no more items are worked on at a time than allowed, and all of them are", async () => {
  let running = 0;
  let most = 0;
  const done: number[] = [];
  await forEachLimited([1, 2, 3, 4, 5], 2, async (item) => {
    most = Math.max(most, ++running);
    await turn();
    running--;
    done.push(item);
  });
  assert.deepEqual([most, done], [2, [1, 2, 3, 4, 5]]);
});

test("after a failure nothing is started, what runs is waited for, and the first failure is thrown", async () => {
  const log: string[] = [];
  const work = async (item: number) => {
    log.push(`start ${item}`);
    if (item === 2) throw new Error("first");
    await turn();
    log.push(`end ${item}`);
    throw new Error("second");
  };
  await assert.rejects(forEachLimited([1, 2, 3, 4], 2, work), /first/);
  assert.deepEqual(log, ["start 1", "start 2", "end 1"]);
});
