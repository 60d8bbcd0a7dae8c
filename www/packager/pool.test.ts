import assert from "node:assert/strict";
import { test } from "node:test";
import { Call } from "./call";
import { WorkerTerminatedError } from "./errors";
import { Pool } from "./pool";
import type { FromWorker, PlanService, Started, ToWorker } from "./protocol";

/** A worker that does nothing by itself, and sends the messages that the test chooses. */
class Idle {
  onmessage: ((event: { data: FromWorker | Started }) => void) | undefined;
  onerror: ((event: { message?: string; preventDefault: () => void }) => void) | undefined;
  readonly got: ToWorker[] = [];
  isEnded = false;

  postMessage(message: ToWorker, transfer: ArrayBuffer[]): void {
    this.got.push(structuredClone(message, { transfer }));
  }

  terminate(): void {
    this.isEnded = true;
  }

  say(data: FromWorker | Started): void {
    this.onmessage?.({ data });
  }

  /** The numbers of the tasks that it received. */
  get tasks(): number[] {
    return this.got.flatMap((message) => ("task" in message ? [message.task.id] : []));
  }
}

/** Whether starting a worker throws. */
let isRefusing = false;

async function start(size: number): Promise<{ pool: Pool<PlanService>; workers: Idle[] }> {
  const workers: Idle[] = [];
  const worker = () => {
    if (isRefusing) throw new Error("not allowed by the policy");
    const idle = new Idle();
    workers.push(idle);
    return idle as unknown as Worker;
  };
  // The smallest valid module.
  const module = await WebAssembly.compile(new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]));
  const host = { module: async () => module, worker, script: () => "https://cdn.example/plan-worker.js" };
  const pool = new Pool<PlanService>(host, "plan", size);
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
  const again = second.got.find((message) => "task" in message);
  const { hash } = (again as { task: { task: unknown } }).task.task as { hash: { chunk: ArrayBuffer } };
  assert.equal(hash.chunk.byteLength, 8);
  second.say({ type: "chunk", message: { id, buffer: new ArrayBuffer(3) } });
  second.say({ type: "answer", message: { id, answer: { kind: "hash", answer: null }, done: 0 } });
  assert.equal(await done, null);
  assert.deepEqual(told, ["chunk of 3", "again", "chunk of 3"]);
});

test("a worker that does not answer is ended when its call is abandoned, and the next task starts another", async () => {
  const { pool, workers } = await start(1);
  const [doomed, other] = [new Call(), new Call()];
  const aborted = pool.run("memory", {}, doomed).catch((error: Error) => error.name);
  const ended = pool.run("memory", {}, other).catch((error: Error) => error instanceof WorkerTerminatedError);
  const settled = pool.abandon(doomed, 20);
  assert.equal(await aborted, "AbortError");
  assert.ok(!workers[0]?.isEnded, "it may answer yet");
  await settled;
  assert.ok(workers[0]?.isEnded);
  assert.equal(await ended, true);
  assert.equal(pool.ended, 1);
  const next = pool.run("memory", {}, other);
  const id = workers[1]?.tasks.at(-1) as number;
  workers[1]?.say({ type: "answer", message: { id, answer: { kind: "memory", answer: 7 }, done: 0 } });
  assert.equal(await next, 7);
  pool.close();
});

test("a worker that answers in time keeps what it knows", async () => {
  const { pool, workers } = await start(1);
  const [doomed, other] = [new Call(), new Call()];
  pool.run("memory", {}, doomed).catch(() => {});
  const going = pool.run("memory", {}, other);
  const settled = pool.abandon(doomed, 1000);
  const [, spared, asked] = workers[0]?.tasks ?? [];
  const answer = (id: number) =>
    workers[0]?.say({ type: "answer", message: { id, answer: { kind: "memory", answer: 7 }, done: 0 } });
  answer(asked as number);
  await settled;
  assert.ok(!workers[0]?.isEnded);
  answer(spared as number);
  assert.equal(await going, 7);
  // Without work, no worker has to answer.
  await pool.abandon(doomed, 1000);
  pool.close();
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

/** The amount of work that each worker does, if tasks of these sizes are run one after another. */
async function shared(sizes: number[], count: number): Promise<number[]> {
  const { pool, workers } = await start(count);
  const all = sizes.map(() => pool.run("memory", {}, new Call()));
  const done = workers.map(() => 0);
  let left = sizes.length;
  for (; left > 0; left--) {
    // Selects the worker whose task ends first.
    const ends = workers.map(({ tasks }, at) => {
      const task = tasks[0];
      return task === undefined ? Number.POSITIVE_INFINITY : (done[at] ?? 0) + (sizes[task] ?? 0);
    });
    const at = ends.indexOf(Math.min(...ends));
    const worker = workers[at] as Idle;
    const [id] = worker.tasks as [number];
    worker.got.splice(
      worker.got.findIndex((message) => "task" in message && message.task.id === id),
      1,
    );
    done[at] = ends[at] as number;
    worker.say({ type: "answer", message: { id, answer: { kind: "memory", answer: 7 }, done: 0 } });
  }
  await Promise.all(all);
  pool.close();
  return done;
}

test("4 and 8 workers do as much as one another, within a tenth", async () => {
  // Sizes as src/pack/schedule.rs cuts files: runs of a little over 8 MiB, half of that towards the end, and finally a
  // quarter.
  const sizes = (left: number, most: number): number[] => {
    const list: number[] = [];
    for (let at = 0, part = left; part > 0; at++) {
      const least = part <= 4 * most ? most / 4 : part <= 8 * most ? most / 2 : most;
      const size = Math.min(part, least * (1 + ((at * 7) % 10) / 100));
      list.push(size);
      part -= size;
    }
    return list;
  };
  for (const megabytes of [100, 200, 250]) {
    for (const count of [4, 8]) {
      const done = await shared(sizes(megabytes, 8), count);
      const even = megabytes / count;
      assert.ok(Math.max(...done) <= 1.1 * even, `${count} workers: ${done}, evenly ${even}`);
    }
  }
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

test("a worker that does not start is named by its address, one that ends later is not", async () => {
  const check = async (
    message: string | undefined,
    hasStarted: boolean,
    expected: { code: string; message: string },
  ) => {
    const { pool, workers } = await start(1);
    if (hasStarted) workers[0]?.say({ type: "started" });
    const failed = pool.run("memory", {}, new Call());
    workers[0]?.onerror?.({ ...(message !== undefined && { message }), preventDefault: () => {} });
    await assert.rejects(failed, { name: "PackagerError", ...expected });
    assert.ok(workers[0]?.isEnded);
  };
  const notStarted = 'The worker "https://cdn.example/plan-worker.js" cannot be started';
  // For an address that answers 404, browsers give no reason.
  await check(undefined, false, { code: "start-failed", message: notStarted });
  await check("Unexpected token '<'", false, { code: "start-failed", message: `${notStarted}: Unexpected token '<'` });
  await check("out of memory", true, { code: "internal", message: "out of memory" });
  await check(undefined, true, { code: "internal", message: "a worker ended" });
});

test("an engine that refuses to start a worker refuses the calls, and does not let them wait", async () => {
  const { pool, workers } = await start(1);
  workers[0]?.onerror?.({ preventDefault: () => {} });
  isRefusing = true;
  try {
    const calls = [pool.run("memory", {}, new Call()), pool.run("memory", {}, new Call())];
    for (const call of calls)
      await assert.rejects(call, { code: "start-failed", message: /not allowed by the policy/ });
  } finally {
    isRefusing = false;
  }
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
  const [bytes] = answers.flatMap((message) => ("bytes" in message ? [message.bytes.buffer] : []));
  assert.equal(new TextDecoder().decode(bytes), "230123456789");
  const unavailable = answers.flatMap((message) => ("unavailable" in message ? [message.unavailable] : []));
  assert.deepEqual(unavailable, [{ request: 2, message: "the file 6 is not here" }]);
  pool.forget(call);
  read(3, []);
  const last = workers[0]?.got.at(-1);
  assert.ok(last && "unavailable" in last && last.unavailable.request === 3, "it would wait for ever");
  pool.close();
});

test("what a call asks for after it has ended is done by nobody", async () => {
  for (const end of ["cancel", "forget"] as const) {
    const { pool, workers } = await start(1);
    const call = new Call();
    pool[end](call);
    const before = workers[0]?.got.length;
    await assert.rejects(pool.run("memory", {}, call), { name: "AbortError" });
    assert.equal(workers[0]?.got.length, before);
    pool.close();
  }
});

test("a worker is sent the module it wants, and without one its job ends", async () => {
  const module = await WebAssembly.compile(new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]));
  const workers: Idle[] = [];
  let isThere = false;
  const host = {
    module: async (name: string) => {
      if (name === "codecs" && !isThere) throw new Error("the server is away");
      return module;
    },
    worker: () => {
      const idle = new Idle();
      workers.push(idle);
      return idle as unknown as Worker;
    },
  };
  const pool = new Pool<PlanService>(host, "plan", 1);
  await pool.start();
  const want = async (id: number, request: number): Promise<ToWorker[]> => {
    const before = workers[0]?.got.length ?? 0;
    workers[0]?.say({ type: "codecs", message: { id, request } });
    await new Promise((resolve) => setTimeout(resolve));
    return workers[0]?.got.slice(before) ?? [];
  };
  const failing = pool.run("memory", {}, new Call());
  const refused = assert.rejects(failing, /the server is away/);
  assert.deepEqual(await want(0, 7), [
    { cancel: { id: 0 } },
    { unavailable: { request: 7, message: "the server is away" } },
  ]);
  await refused;
  isThere = true;
  const done = pool.run("memory", {}, new Call());
  const [answer] = await want(1, 8);
  assert.ok(answer && "codecs" in answer && answer.codecs.module instanceof WebAssembly.Module);
  assert.equal(answer.codecs.request, 8);
  workers[0]?.say({ type: "answer", message: { id: 1, answer: { kind: "memory", answer: 5 }, done: 0 } });
  assert.equal(await done, 5);
});

test("a pool that was closed while its module came keeps no worker", async () => {
  let arrive = (_: WebAssembly.Module) => {};
  const module = new Promise<WebAssembly.Module>((resolve) => {
    arrive = resolve;
  });
  const workers: Idle[] = [];
  const worker = () => {
    const idle = new Idle();
    workers.push(idle);
    return idle as unknown as Worker;
  };
  const pool = new Pool<PlanService>({ module: () => module, worker }, "plan", 1);
  const starting = pool.start();
  await new Promise((resolve) => setTimeout(resolve));
  pool.close();
  arrive(await WebAssembly.compile(new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0])));
  await starting;
  assert.deepEqual(
    workers.map(({ isEnded, got }) => [isEnded, got.length]),
    [[true, 0]],
  );
});

test("tasks wait for the workers, which are started once, and again after a failure", async () => {
  const module = await WebAssembly.compile(new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]));
  const workers: Idle[] = [];
  let asked = 0;
  const host = {
    module: async () => {
      if (asked++ === 0) throw new Error("the server is away");
      return module;
    },
    worker: () => {
      const idle = new Idle();
      workers.push(idle);
      return idle as unknown as Worker;
    },
  };
  const pool = new Pool<PlanService>(host, "plan", 2);
  const done = pool.run("memory", {}, new Call());
  await assert.rejects(pool.start(), /the server is away/);
  // The workers were started while the module was being fetched.
  assert.ok(workers.splice(0).every(({ isEnded, got }) => isEnded && got.length === 0));
  await Promise.all([pool.start(), pool.start()]);
  assert.deepEqual([asked, workers.length, workers.some(({ isEnded }) => isEnded)], [2, 2, false]);
  const [first] = workers;
  assert.equal(first?.tasks.length, 1);
  first?.say({ type: "answer", message: { id: first.tasks[0] ?? -1, answer: { kind: "memory", answer: 5 }, done: 0 } });
  assert.equal(await done, 5);
});

test("a script that is not there is told, also if the module comes later", async () => {
  let arrive = (_: WebAssembly.Module) => {};
  const module = new Promise<WebAssembly.Module>((resolve) => {
    arrive = resolve;
  });
  const idle = new Idle();
  const host = {
    module: () => module,
    worker: () => idle as unknown as Worker,
    script: () => "https://cdn.example/w.js",
  };
  const pool = new Pool<PlanService>(host, "plan", 1);
  const done = pool.run("memory", {}, new Call());
  const starting = pool.start();
  await new Promise((resolve) => setTimeout(resolve));
  idle.onerror?.({ preventDefault: () => {} });
  arrive(await WebAssembly.compile(new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0])));
  await starting;
  await assert.rejects(done, { code: "start-failed" });
});
