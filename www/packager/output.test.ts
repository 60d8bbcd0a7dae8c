import assert from "node:assert/strict";
import { test } from "node:test";
import { Output } from "./output";

type Step = ["chunk", number, string] | ["end", number] | ["restart", number];

/** What passes after each step, and the parts in the end. */
async function check(jobs: number, steps: [Step, string][], whole: string): Promise<void> {
  let passed = "";
  const output: Output = new Output(jobs, (chunk) => {
    passed += new TextDecoder().decode(chunk);
    output.keep(chunk);
  });
  const listeners = Array.from({ length: jobs }, (_, at) => output.listen(at));
  for (const [step, expected] of steps) {
    const [kind, at] = step;
    if (kind === "end") listeners[at]?.onChunk?.(new ArrayBuffer(0));
    else if (kind === "restart") listeners[at]?.onRestart?.();
    else listeners[at]?.onChunk?.(new TextEncoder().encode(step[2]).buffer);
    assert.equal(passed, expected, step.join(" "));
  }
  assert.equal(await output.blob().text(), whole);
}

test("what jobs write passes in the order of the package", async () => {
  await check(
    3,
    [
      [["chunk", 1, "c"], ""],
      [["chunk", 0, "a"], "a"],
      [["end", 1], "a"],
      [["chunk", 2, "d"], "a"],
      [["chunk", 0, "b"], "ab"],
      [["end", 0], "abcd"],
      [["chunk", 2, "e"], "abcde"],
      [["end", 2], "abcde"],
    ],
    "abcde",
  );
});

test("a job that begins again writes nothing twice", async () => {
  await check(
    2,
    [
      [["chunk", 0, "a"], "a"],
      [["chunk", 1, "c"], "a"],
      [["restart", 0], "a"],
      [["restart", 1], "a"],
      [["chunk", 0, "a"], "a"],
      [["restart", 0], "a"],
      [["chunk", 0, "a"], "a"],
      [["chunk", 0, "b"], "ab"],
      [["chunk", 1, "c"], "ab"],
      [["end", 1], "ab"],
      [["restart", 1], "ab"],
      [["chunk", 1, "c"], "ab"],
      [["end", 1], "ab"],
      [["end", 0], "abc"],
      [["restart", 0], "abc"],
      [["chunk", 0, "a"], "abc"],
    ],
    "abc",
  );
});

test("a job that writes nothing holds nobody up", async () => {
  await check(
    2,
    [
      [["chunk", 1, "a"], ""],
      [["end", 0], "a"],
      [["end", 1], "a"],
    ],
    "a",
  );
});

test("what is reused passes in its turn, and is kept as it is", async () => {
  const reused = new Blob(["reused"]);
  let passed = "";
  const output: Output = new Output(3, (chunk) => {
    passed += new TextDecoder().decode(chunk);
    output.keep(chunk);
  });
  output.reuse(1, reused);
  output.listen(2).onChunk?.(new TextEncoder().encode("last").buffer);
  output.listen(2).onChunk?.(new ArrayBuffer(0));
  assert.equal(passed, "");
  output.listen(0).onChunk?.(new TextEncoder().encode("first").buffer);
  output.listen(0).onChunk?.(new ArrayBuffer(0));
  await output.reused();
  assert.equal(passed, "firstreusedlast");
  assert.equal(await output.blob(new Uint8Array([33])).text(), "firstreusedlast!");
  const ends = output.ranges().map(({ start, end }) => [start, end]);
  assert.deepEqual(ends, [
    [0, 5],
    [5, 11],
    [11, 15],
  ]);
});

test("what cannot be read again is told", async () => {
  const output = new Output(1, () => {});
  const lost = new Blob(["lost"]);
  lost.slice = () => {
    throw new Error("it is lost");
  };
  output.reuse(0, lost);
  await assert.rejects(output.reused(), /it is lost/);
});

test("what is reused is read no faster than it passes, and not at all once nothing passes", async () => {
  const waiting: ArrayBuffer[] = [];
  const output = new Output(1, (chunk) => waiting.push(chunk));
  output.reuse(0, new Blob([new Uint8Array(50 << 20)]));
  const settle = () => new Promise((resolve) => setTimeout(resolve, 50));
  await settle();
  assert.equal(waiting.length, 4);
  for (const chunk of waiting.splice(0)) output.keep(chunk);
  await settle();
  assert.equal(waiting.length, 4);
  output.fail(new Error("the worker ended"));
  await assert.rejects(output.reused(), /the worker ended/);
});
