import assert from "node:assert/strict";
import { test } from "node:test";
import { FileIds } from "./file-ids";
import { Planner } from "./planner";
import type { FromWorker, PlanTask, ToWorker } from "./protocol";
import type { PlanProgress, Target } from "./types";

/** A planning worker that answers, or is busy forever. */
class Worker {
  onmessage: ((event: { data: FromWorker }) => void) | undefined;
  readonly kinds: string[] = [];
  readonly known: unknown[] = [];
  plan: object = { plan: { entries: [] } };
  isEnded = false;
  readonly #isBusy: boolean;

  constructor(isBusy: boolean) {
    this.#isBusy = isBusy;
  }

  postMessage(message: ToWorker): void {
    if (!("task" in message)) return;
    const { id, task } = message.task;
    const [kind] = Object.keys(task as object) as [string];
    this.kinds.push(kind);
    if ("plan" in (task as PlanTask)) this.known.push((task as { plan: { known?: number } }).plan.known);
    if (this.#isBusy) return;
    const answer = { kind, answer: kind === "plan" ? this.plan : null };
    queueMicrotask(() =>
      this.onmessage?.({ data: { type: "answer", message: { id, answer, done: 0 } } as FromWorker }),
    );
  }

  terminate(): void {
    this.isEnded = true;
  }
}

const target: Target = { kind: "function", runtime: "python3.13", architecture: "x86_64" };

/** A planner whose first workers are busy forever. */
async function start(busy: number): Promise<{ planner: Planner; workers: Worker[] }> {
  const workers: Worker[] = [];
  const worker = () => {
    const next = new Worker(workers.length < busy);
    workers.push(next);
    return next as unknown as globalThis.Worker;
  };
  const module = await WebAssembly.compile(new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]));
  const planner = new Planner({ module: async () => module, worker }, new FileIds());
  await planner.pool.start();
  return { planner, workers };
}

const items = [{ path: "app.py", file: new Blob(["x = 1"]) }];

test("after a plan is aborted that does not end, the next plan has a worker of its own, which sees the files", async () => {
  const { planner, workers } = await start(1);
  const abort = new AbortController();
  const aborted = planner.plan(items, target, { signal: abort.signal }).catch((error: Error) => error.name);
  while (!workers[0]?.kinds.includes("plan")) await new Promise((resolve) => setTimeout(resolve));
  abort.abort();
  assert.equal(await aborted, "AbortError");
  const begun = performance.now();
  assert.deepEqual(await planner.plan(items, target), { entries: [] });
  assert.ok(performance.now() - begun < 10_000);
  assert.ok(workers[0]?.isEnded);
  assert.deepEqual(workers[1]?.kinds, ["describe", "plan"]);
  planner.pool.close();
});

test("a plan beside it begins again", async () => {
  const { planner, workers } = await start(1);
  const abort = new AbortController();
  const aborted = planner.plan(items, target, { signal: abort.signal }).catch((error: Error) => error.name);
  const other = planner.plan(items, target);
  while ((workers[0]?.kinds.filter((kind) => kind === "plan").length ?? 0) < 2) {
    await new Promise((resolve) => setTimeout(resolve));
  }
  abort.abort();
  assert.equal(await aborted, "AbortError");
  assert.deepEqual(await other, { entries: [] });
  assert.deepEqual(workers[1]?.kinds, ["describe", "plan"]);
  planner.pool.close();
});

test("entries that the worker does not send again are those of the last plan, whatever became of that", async () => {
  const { planner, workers } = await start(0);
  await planner.plan(items, target);
  const [worker] = workers as [Worker];
  worker.plan = { plan: { entries: [{ path: "a" }, { path: "b", size: 1 }, { path: "c" }] } };
  const first = await planner.plan(items, target);
  for (const entry of first.entries.splice(1)) entry.path = "changed";
  worker.plan = { plan: { entries: [{ path: "b", size: 2 }] }, at: [1] };
  const expected = [{ path: "a" }, { path: "b", size: 2 }, { path: "c" }];
  assert.deepEqual((await planner.plan(items, target)).entries, expected);
  worker.plan = { plan: { entries: [] }, at: [] };
  assert.deepEqual((await planner.plan(items, target)).entries, expected);
  // Each plan names the previous list.
  assert.deepEqual(worker.known, [undefined, 0, 1, 2]);
  planner.pool.close();
});

test("a plan that begins while files are looked at does not ask for them before the worker has seen them", async () => {
  const { planner, workers } = await start(0);
  // Describing files pauses if the last pause was some time ago.
  await new Promise((resolve) => setTimeout(resolve, 20));
  await Promise.all([planner.plan(items, target), planner.plan(items, target)]);
  assert.equal(workers[0]?.kinds[0], "describe");
  assert.equal(workers[0]?.kinds.filter((kind) => kind === "plan").length, 2);
  planner.pool.close();
});

test("a plan that waits for the last one's end can be aborted at once", async () => {
  const { planner, workers } = await start(1);
  const first = new AbortController();
  const aborted = planner.plan(items, target, { signal: first.signal }).catch((error: Error) => error.name);
  while (!workers[0]?.kinds.includes("plan")) await new Promise((resolve) => setTimeout(resolve));
  first.abort();
  await aborted;
  const second = new AbortController();
  const waiting = planner.plan(items, target, { signal: second.signal }).catch((error: Error) => error.name);
  const begun = performance.now();
  second.abort();
  assert.equal(await waiting, "AbortError");
  assert.ok(performance.now() - begun < 1000);
  planner.pool.close();
});

test("20,000 files are told of while they are looked at, and stopping ends that", async () => {
  const { planner, workers } = await start(0);
  const many = Array.from({ length: 20_000 }, (_, index) => ({ path: `app/${index}.txt`, file: new Blob(["x"]) }));
  const told: number[] = [];
  const onProgress = ({ stage, files, total }: PlanProgress) => {
    assert.deepEqual([stage, total], ["look", 20_000]);
    told.push(files);
  };
  assert.deepEqual(await planner.plan(many, target, { onProgress }), { entries: [] });
  assert.ok(told.length > 300, `${told.length} times`);
  assert.deepEqual([told[0], told.at(-1)], [0, 20_000]);
  assert.deepEqual(
    told,
    [...told].sort((a, b) => a - b),
  );
  const described = () => workers[0]?.kinds.filter((kind) => kind === "describe").length ?? 0;
  const before = described();
  // The second plan of the same files describes none of them again.
  await planner.plan(many, target, {});
  assert.equal(described(), before);

  const abort = new AbortController();
  const others = many.map(({ path }) => ({ path, file: new Blob(["y"]) }));
  const stopping = ({ files }: PlanProgress) => files >= 640 && abort.abort();
  await assert.rejects(planner.plan(others, target, { signal: abort.signal, onProgress: stopping }), /abort/i);
  assert.ok(described() - before <= 12, `${described() - before} groups were sent`);
  planner.pool.close();
});
