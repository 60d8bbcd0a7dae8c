import assert from "node:assert/strict";
import { test } from "node:test";
import type { WorkerName } from "./host";
import { createPackagerOn } from "./packager";
import type { FromWorker, ToWorker } from "./protocol";
import type { Packager, Target } from "./types";

const checked = { findings: [], distributions: [], unzippedSize: 0, awaitsNatives: false };
const answers: Record<string, unknown> = {
  plan: { plan: { entries: [] } },
  draft: { jobs: [], checked },
  check: checked,
  warmUp: new Uint8Array([1]),
};

/** A packager whose workers answer at once, and the tasks that they receive. */
async function start(): Promise<{ packager: Packager; asked: string[] }> {
  const asked: string[] = [];
  const worker = (name: WorkerName) => ({
    onmessage: null as ((event: MessageEvent) => unknown) | null,
    onerror: null,
    terminate() {},
    postMessage(message: ToWorker) {
      if (!("task" in message)) return;
      const { id, task } = message.task;
      const [kind] = Object.keys(task as object) as [string];
      asked.push(`${name} ${kind}`);
      const answer = { kind, answer: answers[kind] ?? null };
      const data = { type: "answer", message: { id, answer, done: 0 } } as FromWorker;
      queueMicrotask(() => this.onmessage?.({ data } as MessageEvent));
    },
  });
  const module = await WebAssembly.compile(new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]));
  const packager = await createPackagerOn({ module: async () => module, worker }, { workers: 1 });
  return { packager, asked };
}

const target: Target = { kind: "function", runtime: "python3.13", architecture: "x86_64" };
const items = [{ path: "app.py", file: new Blob(["x = 1"]) }];

test("once a plan is there, everything runs once for nothing", async () => {
  const { packager, asked } = await start();
  await packager.plan(items, target);
  while (!asked.includes("plan warmUp")) await new Promise((resolve) => setTimeout(resolve));
  assert.ok(asked.includes("press warmUp"));
  packager.close();
});

test("nothing runs for nothing beside a package that is pressed, nor after it", async () => {
  const { packager, asked } = await start();
  // Without jobs there is no package.
  await assert.rejects(packager.pack(items, target), { code: "internal" });
  await packager.plan(items, target);
  await packager.memory();
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setTimeout(resolve));
  assert.deepEqual(
    asked.filter((task) => task.endsWith("warmUp")),
    [],
  );
  packager.close();
});
