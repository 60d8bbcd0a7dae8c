import assert from "node:assert/strict";
import { test } from "node:test";
import { Call } from "./call";
import { Pool } from "./pool";
import type { FromWorker, PlanService, ToWorker } from "./protocol";

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
    return this.got.flatMap(({ type, message }) => (type === "task" ? [message.id] : []));
  }
}

async function start(size: number): Promise<{ pool: Pool<PlanService>; workers: Idle[] }> {
  const workers: Idle[] = [];
  const worker = () => {
    const idle = new Idle();
    workers.push(idle);
    return idle as unknown as Worker;
  };
  // The smallest module there is.
  const module = await WebAssembly.compile(new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]));
  const pool = new Pool<PlanService>({ module: async () => module, worker }, "plan", size);
  await pool.start();
  for (const idle of workers) idle.got.length = 0;
  return { pool, workers };
}

test("work that another call's cancellation ends begins again, with buffers of its own", async () => {
  const { pool, workers } = await start(1);
  const [doomed, spared] = [new Call(), new Call()];
  const told: string[] = [];
  const cancelled = pool.run("memory", {}, doomed).catch((error: Error) => error.name);
  const done = pool.hand(
    "hash",
    () => {
      const chunk = new ArrayBuffer(8);
      return [{ draft: 1, zip: 0, chunk }, [chunk]];
    },
    spared,
    { onChunk: (chunk) => told.push(`chunk of ${chunk.byteLength}`), onRestart: () => told.push("again") },
  );
  const [first] = workers;
  const id = first?.tasks[1] as number;
  first?.say({ type: "chunk", message: { id, buffer: new ArrayBuffer(3) } });
  pool.cancel(doomed);
  assert.equal(await cancelled, "AbortError");
  assert.ok(first?.isEnded);
  const second = workers[1] as Idle;
  assert.deepEqual(second.tasks, [id]);
  const again = second.got.find(({ type }) => type === "task");
  const { task } = (again as ToWorker).message as unknown as { task: { task: { chunk: ArrayBuffer } } };
  assert.equal(task.task.chunk.byteLength, 8);
  second.say({ type: "chunk", message: { id, buffer: new ArrayBuffer(3) } });
  second.say({ type: "answer", message: { id, answer: { kind: "hash", answer: null }, done: 0 } });
  assert.equal(await done, null);
  assert.deepEqual(told, ["chunk of 3", "again", "chunk of 3"]);
});

test("an idle worker comes first, and none has more than a few tasks at once", async () => {
  const { pool, workers } = await start(2);
  const call = new Call();
  const all = Array.from({ length: 8 }, () => pool.run("memory", {}, call).catch((error: Error) => error.name));
  assert.deepEqual(
    workers.map(({ tasks }) => tasks),
    [
      [0, 2],
      [1, 3],
    ],
  );
  workers[1]?.say({ type: "answer", message: { id: 3, answer: { kind: "memory", answer: 7 }, done: 0 } });
  assert.equal(await all[3], 7);
  assert.deepEqual(workers[1]?.tasks, [1, 3, 4]);
  pool.close();
  assert.deepEqual([await all[0], await all[7]], ["AbortError", "AbortError"]);
});

test("a trap ends its worker, and the calls it worked for", async () => {
  const { pool, workers } = await start(1);
  const [hit, other] = [new Call(), new Call()];
  const failed = pool.run("memory", {}, hit).catch((error: { code: string }) => error.code);
  const waiting = pool.run("memory", {}, other);
  pool.run("memory", {}, hit).catch(() => {});
  workers[0]?.say({ type: "trap", message: { message: "unreachable" } });
  assert.equal(await failed, "internal");
  assert.ok(workers[0]?.isEnded);
  await assert.rejects(waiting, "its worker's memory is suspect");
});

test("the page reads for its workers, and says which file it lacks", async () => {
  const { pool, workers } = await start(1);
  const file = new Blob(["0123456789"]);
  const call = new Call([{ id: 5, file }]);
  pool.run("memory", {}, call).catch(() => {});
  const read = (request: number, parts: { file: number; start: number; end: number; isWhole: boolean }[]) =>
    workers[0]?.say({ type: "read", message: { id: 0, request, parts } });
  read(1, [
    { file: 5, start: 2, end: 4, isWhole: false },
    { file: 5, start: 0, end: 10, isWhole: true },
  ]);
  read(2, [{ file: 6, start: 0, end: 1, isWhole: true }]);
  while ((workers[0]?.got.length ?? 0) < 3) await new Promise((resolve) => setTimeout(resolve));
  const answers = workers[0]?.got.slice(1) ?? [];
  const bytes = answers.find(({ type }) => type === "bytes") as ToWorker & { type: "bytes" };
  assert.equal(new TextDecoder().decode(bytes.message.buffer), "230123456789");
  const unreadable = answers.find(({ type }) => type === "unreadable");
  assert.deepEqual(unreadable?.message, { request: 2, message: "the file 6 is not here" });
  pool.close();
});
