import assert from "node:assert/strict";
import { test } from "node:test";
import { Output } from "./output";
import type { PreviousZip, ZipRange } from "./previous-zip";

type Step = ["chunk", number, string] | ["end", number] | ["restart", number];

/** Checks what is hashed after each step, and the parts at the end. */
async function check(jobs: number, steps: [Step, string][], whole: string): Promise<void> {
  let passed = "";
  const output: Output = new Output(jobs, {
    hash(chunk) {
      passed += new TextDecoder().decode(chunk);
      output.keep(chunk);
    },
    resume: () => assert.fail("nothing was there before"),
  });
  const listeners = Array.from({ length: jobs }, (_, at) => output.listen(at));
  for (const [step, expected] of steps) {
    const [kind, at] = step;
    if (kind === "end") listeners[at]?.onChunk?.(new ArrayBuffer(0));
    else if (kind === "restart") listeners[at]?.onRestart?.();
    else listeners[at]?.onChunk?.(new TextEncoder().encode(step[2]).buffer);
    assert.equal(passed, expected, step.join(" "));
  }
  assert.equal(await (await output.made("")).zip.text(), whole);
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

/** Returns every chunk that it is given to hash, and records the chunks and the states that it resumes from. */
function noted(jobs: number) {
  const notes: string[] = [];
  const output: Output = new Output(jobs, {
    hash(chunk) {
      notes.push(new TextDecoder().decode(chunk));
      output.keep(chunk);
      output.keepState(new Uint8Array());
    },
    resume: ({ at }) => notes.push(`after ${at}`),
  });
  const write = (at: number, ...texts: string[]) => {
    for (const text of [...texts, ""]) output.listen(at).onChunk?.(new TextEncoder().encode(text).buffer);
  };
  return { output, notes, write };
}

const madeOf = (text: string, ...states: number[]): PreviousZip => ({
  zip: new Blob([text]),
  states: states.map((at) => ({ at, state: new Uint8Array() })),
  ends: [],
});

test("what is reused passes in its turn, and is kept as it is", async () => {
  const { output, notes, write } = noted(3);
  output.reuse(1, { of: madeOf("a reused b", 2), start: 2, end: 8 });
  write(2, "last");
  assert.deepEqual(notes, []);
  write(0, "first");
  await output.reused();
  assert.deepEqual(notes, ["first", "reused", "last"]);
  const { zip, states, ends } = await output.made(new Uint8Array([33]));
  assert.equal(await zip.text(), "firstreusedlast!");
  assert.deepEqual(
    [states.map(({ at }) => at), ends],
    [
      [5, 11, 15],
      [5, 11, 15],
    ],
  );
});

test("what a package begins with as another did is neither read nor hashed", async () => {
  const before = madeOf("onetwothree", 0, 2, 6, 8, 11);
  const [one, two, three] = [
    { of: before, start: 0, end: 3 },
    { of: before, start: 3, end: 6 },
    { of: before, start: 6, end: 11 },
  ];
  const check = async (reused: (ZipRange | undefined)[], expected: string[], whole: string, states: number[]) => {
    const { output, notes, write } = noted(reused.length);
    // The last job first, so that it is known late whether the package begins as the other one.
    for (const [at, range] of [...reused.entries()].reverse()) {
      if (range) output.reuse(at, range);
      else write(at, "new");
    }
    await output.reused();
    assert.deepEqual(notes, expected);
    const made = await output.made("");
    assert.equal(await made.zip.text(), whole);
    assert.deepEqual(
      made.states.map(({ at }) => at),
      states,
    );
  };
  await check([one, two, three], ["after 11"], "onetwothree", [0, 2, 6, 8, 11]);
  await check([one, two, undefined], ["after 6", "new"], "onetwonew", [0, 2, 6, 9]);
  // There is no state at this offset, so the bytes since the last state are read.
  await check([one, undefined, three], ["after 2", "e", "new", "three"], "onenewthree", [0, 2, 3, 6, 11]);
  await check([one, three], ["after 2", "e", "three"], "onethree", [0, 2, 3, 8]);
  await check([two, three], ["two", "three"], "twothree", [3, 8]);
  await check([undefined, two], ["new", "two"], "newtwo", [3, 6]);
  const other = { of: madeOf("onetwo", 6), start: 3, end: 6 };
  await check([one, other], ["after 2", "e", "two"], "onetwo", [0, 2, 3, 6]);
  const unhashed = { of: madeOf("onetwo"), start: 0, end: 3 };
  await check([unhashed, undefined], ["one", "new"], "onenew", [3, 6]);
});

test("what cannot be read again is told", async () => {
  const output = new Output(1, { hash() {}, resume() {} });
  const lost = new Blob(["lost"]);
  lost.slice = () => {
    throw new Error("it is lost");
  };
  output.reuse(0, { of: { zip: lost, states: [], ends: [] }, start: 0, end: 4 });
  await assert.rejects(output.reused(), /it is lost/);
});

test("what is reused is read no faster than it passes, and not at all once nothing passes", async () => {
  const waiting: ArrayBuffer[] = [];
  const output = new Output(1, { hash: (chunk) => waiting.push(chunk), resume() {} });
  const zip = new Blob([new Uint8Array(50 << 20)]);
  output.reuse(0, { of: { zip, states: [], ends: [] }, start: 0, end: zip.size });
  const settle = () => new Promise((resolve) => setTimeout(resolve, 50));
  await settle();
  assert.equal(waiting.length, 4);
  for (const chunk of waiting.splice(0)) output.keep(chunk);
  await settle();
  assert.equal(waiting.length, 4);
  output.fail(new Error("the worker ended"));
  await assert.rejects(output.reused(), /the worker ended/);
});

test("of a large package no buffer is kept, and of a small one all until the end", async () => {
  for (const [count, least, kept] of [
    [7, 0, 7],
    [9, 0, 0],
    [1, 33 << 20, 0],
  ] as const) {
    const output: Output = new Output(2, { hash: (chunk) => output.keep(chunk), resume() {} }, least);
    const chunks = Array.from({ length: count }, () => new ArrayBuffer(4 << 20));
    for (const chunk of chunks) output.listen(0).onChunk?.(chunk);
    const left = () => chunks.filter(({ byteLength }) => byteLength > 0).length;
    assert.equal(left(), kept);
    assert.equal((await output.made("")).zip.size, count * (4 << 20));
    assert.equal(left(), 0);
  }
});

test("blobs are made of what has passed a few at a time", async () => {
  const pressed = (): [Output, ArrayBuffer[]] => {
    const output: Output = new Output(1, { hash: (chunk) => output.keep(chunk), resume() {} });
    const chunks = Array.from({ length: 5 }, () => new ArrayBuffer(3 << 20));
    for (const chunk of [...chunks, new ArrayBuffer(0)]) output.listen(0).onChunk?.(chunk);
    return [output, chunks];
  };
  const left = (chunks: ArrayBuffer[]) => chunks.filter(({ byteLength }) => byteLength > 0).length;
  const [output, chunks] = pressed();
  assert.equal(left(chunks), 3);
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(left(chunks), 0);
  assert.equal((await output.made("tail")).zip.size, (15 << 20) + 4);
  // The package waits for the joining of its chunks.
  const [asked, others] = pressed();
  assert.equal((await asked.made("tail")).zip.size, (15 << 20) + 4);
  assert.equal(left(others), 0);
});
