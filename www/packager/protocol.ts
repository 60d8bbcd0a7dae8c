/** What the page and its workers say to each other. The types of it are declared in Rust (src/wasm/). */

import type { NumberedFile, PlanAnswer, PlanTask } from "../generated/plan";
import type { PressAnswer, PressTask } from "../generated/press";

export type {
  CheckedPlan,
  Compression,
  FromWorker,
  LinesJob,
  LooseFile,
  NumberedFile,
  PackJobs,
  Part,
  PlanAnswer,
  PlanRequest,
  PlanTask,
  PressedWheel,
  Span,
  ToWorker,
} from "../generated/plan";
export type { HeldSpan, PressAnswer, PressTask, VerifiedEntries, WrittenLines } from "../generated/press";

/** A dropped file with its number. */
export interface NumberedItem extends NumberedFile {
  /** As dropped. */
  path: string;
}

/** The tasks of one kind of worker, by their kind, and their answers. */
export interface Service {
  task: object;
  answer: { kind: string; answer: unknown };
}

export interface PlanService extends Service {
  task: PlanTask;
  answer: PlanAnswer;
}

export interface PressService extends Service {
  task: PressTask;
  answer: PressAnswer;
}

type KeyOfEach<T> = T extends T ? keyof T & string : never;

export type Kind<S extends Service> = KeyOfEach<S["task"]>;
export type Task<S extends Service, K extends Kind<S>> = Extract<S["task"], Record<K, unknown>>[K];
export type Answer<S extends Service, K extends Kind<S>> = Extract<S["answer"], { kind: K }>["answer"];

/** The first message to a worker. `probe` finds out whether workers can read here. */
export interface Start {
  module: WebAssembly.Module;
  probe: Blob;
}
