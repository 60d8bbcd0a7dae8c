/** A worker: starts WebAssembly, then does the tasks it is sent. */

import { findingCodes, initSync } from "../generated/wheelpress";
import type { Answer, Fault, FromWorker, Kind, Task, ToWorker } from "./protocol";
import { comparePackage, makeManifest } from "./worker/comparing";
import { compress } from "./worker/compressing";
import { Packages } from "./worker/packages";
import { Planning } from "./worker/planning";
import { Reading } from "./worker/reading";
import { warm } from "./worker/warming";
import { recompressEntry, verifyZip, writeLines } from "./worker/zips";

declare const self: DedicatedWorkerGlobalScope;

const post = (message: FromWorker, transfer: Transferable[] = []) => self.postMessage(message, transfer);

const reading = new Reading(post);
const cancelled = new Set<number>();
let memory: WebAssembly.Memory;
let planning: Planning | undefined;
const packages = new Packages();
let started: Promise<void>;

/** Milliseconds: each message interrupts the page. */
const TOLD_EVERY = 50;

/** What a task may use of its surroundings. */
interface Context {
  take(chunk: Uint8Array<ArrayBuffer>): void;
  report(done: number): void;
  stopped(): boolean;
}

const handlers: { [K in Kind]: (task: Task<K>, context: Context) => Promise<Answer<K> | undefined> } = {
  describe: async (task, { stopped }) => {
    planning ??= new Planning(reading);
    await planning.describe(task, stopped);
    return true;
  },
  plan: (task, { stopped }) => {
    planning ??= new Planning(reading);
    return planning.plan(task, stopped);
  },
  draft: (task, { stopped }) => {
    planning ??= new Planning(reading);
    return planning.draft(task, stopped);
  },
  check: (task, { stopped }) => {
    planning ??= new Planning(reading);
    return planning.check(task, stopped);
  },
  pass: async (task, { take }) => {
    packages.pass(task);
    take(new Uint8Array(task.chunk));
    return true;
  },
  finish: async (task) => packages.finish(task),
  forget: async ({ draft }) => {
    packages.forget(draft);
    await planning?.forget(draft);
    return true;
  },
  verify: (task, { report }) => verifyZip(task, reading, report),
  compress: (task, { take, report }) => compress(task, reading, take, report),
  recompress: (task, { take }) => recompressEntry(task, reading, take),
  write: (task, { take, report }) => writeLines(task, reading, take, report),
  manifest: (task) => makeManifest(task, reading),
  compare: (task) => comparePackage(task, reading),
  codes: async () => findingCodes(),
  memory: async () => memory.buffer.byteLength,
};

async function work<K extends Kind>(id: number, kind: K, task: Task<K>): Promise<void> {
  let [done, told] = [0, performance.now()];
  const context: Context = {
    take: ({ buffer }) => post({ type: "chunk", id, buffer }, [buffer]),
    report: (more) => {
      done += more;
      const now = performance.now();
      if (now - told < TOLD_EVERY) return;
      post({ type: "progress", id, done });
      [done, told] = [0, now];
    },
    stopped: () => cancelled.has(id),
  };
  try {
    await started;
    const answer = await handlers[kind](task, context);
    if (!cancelled.delete(id)) post({ type: "answer", id, answer, done });
  } catch (error) {
    if (isFault(error)) post({ type: "fault", id, fault: error });
    else post({ type: "trap", id, message: error instanceof Error ? error.message : String(error) });
  }
}

/** What WebAssembly rejects with on purpose; everything else is a trap or a fault of ours. */
const isFault = (error: unknown): error is Fault =>
  typeof error === "object" && error !== null && !(error instanceof Error) && "code" in error;

self.onmessage = ({ data }: MessageEvent<ToWorker>) => {
  switch (data.type) {
    case "start":
      memory = initSync({ module: data.module }).memory;
      started = reading.probe(data.probe);
      // The compiled code is shared by all workers of the page, so one of them is enough. What fails then fails
      // again, and is told, when it is asked for.
      if (data.warmUp) setTimeout(() => started.then(() => warm(reading)).catch(() => {}));
      break;
    case "task":
      void work(data.id, data.kind, data.task);
      break;
    case "cancel":
      cancelled.add(data.id);
      break;
    case "bytes":
      reading.answered(data.request, data.buffer);
      break;
    case "unreadable":
      reading.refused(data.request, data.message);
      break;
  }
};
