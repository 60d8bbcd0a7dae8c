import assert from "node:assert/strict";
import { test } from "node:test";
import { Pool } from "./pool";
import type { FromWorker, ToWorker } from "./protocol";

/** A worker that does nothing, and says what the test lets it say. */
class Idle {
  onmessage: ((event: { data: FromWorker }) => void) | undefined;
  readonly got: ToWorker[] = [];
  isEnded = false;

  postMessage(message: ToWorker, transfer: ArrayBuffer[]): void {
    this.got.push(structuredClone(message, { transfer }));
  }

  terminate(): void {
    this.isEnded = true;
  }

  say(data: FromWorker): void {
    this.onmessage?.({ data });
  }

  /** The numbers of the tasks it was sent. */
  get tasks(): number[] {
    return this.got.flatMap((message) => (message.type === "task" ? [message.id] : []));
  }
}

async function start(size: number): Promise<{ pool: Pool; workers: Idle[] }> {
  const workers: Idle[] = [];
  const worker = () => {
    const idle = new Idle();
    workers.push(idle);
    return idle as unknown as Worker;
  };
  // The smallest module there is.
  const module = await WebAssembly.compile(new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]));
  const pool = new Pool({ module: async () => module, worker }, size);
  await pool.start();
  for (const idle of workers) idle.got.length = 0;
  return { pool, workers };
}

test("work that another call's cancellation ends begins again, with buffers of its own", async () => {
  const { pool, workers } = await start(1);
  const [doomed, spared] = [{}, {}];
  const told: string[] = [];
  const cancelled = pool.run("memory", {}, doomed).catch((error: Error) => error.name);
  const done = pool.hand(
    "pass",
    () => {
      const chunk = new ArrayBuffer(8);
      return [{ draft: 1, zip: 0, chunk }, [chunk]];
    },
    spared,
    { onChunk: (chunk) => told.push(`chunk of ${chunk.byteLength}`), onRestart: () => told.push("again") },
  );
  const [first] = workers;
  const id = first?.tasks[1] as number;
  first?.say({ type: "chunk", id, buffer: new ArrayBuffer(3) });
  pool.cancel(doomed);
  assert.equal(await cancelled, "AbortError");
  assert.ok(first?.isEnded);
  const second = workers[1] as Idle;
  assert.deepEqual(second.tasks, [id]);
  const task = second.got.find((message) => message.type === "task");
  assert.equal(task?.type === "task" && task.kind === "pass" && task.task.chunk.byteLength, 8);
  second.say({ type: "chunk", id, buffer: new ArrayBuffer(3) });
  second.say({ type: "answer", id, answer: true, done: 0 });
  assert.equal(await done, true);
  assert.deepEqual(told, ["chunk of 3", "again", "chunk of 3"]);
});

test("an idle worker comes first, and none has more than a few tasks at once", async () => {
  const { pool, workers } = await start(2);
  const call = {};
  const all = Array.from({ length: 8 }, () => pool.run("memory", {}, call).catch((error: Error) => error.name));
  assert.deepEqual(
    workers.map(({ tasks }) => tasks),
    [
      [0, 2],
      [1, 3],
    ],
  );
  workers[1]?.say({ type: "answer", id: 3, answer: 7, done: 0 });
  assert.equal(await all[3], 7);
  assert.deepEqual(workers[1]?.tasks, [1, 3, 4]);
  pool.close();
  assert.deepEqual([await all[0], await all[7]], ["AbortError", "AbortError"]);
});

test("a trap ends its worker, and the calls it worked for", async () => {
  const { pool, workers } = await start(1);
  const [hit, other] = [{}, {}];
  const failed = pool.run("memory", {}, hit).catch((error: { code: string }) => error.code);
  const waiting = pool.run("memory", {}, other);
  pool.run("memory", {}, hit).catch(() => {});
  workers[0]?.say({ type: "trap", id: 0, message: "unreachable" });
  assert.equal(await failed, "internal");
  assert.ok(workers[0]?.isEnded);
  await assert.rejects(waiting, "its worker's memory is suspect");
});
