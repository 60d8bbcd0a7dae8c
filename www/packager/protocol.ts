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

/** The tasks of one kind of worker, and their answers. */
export interface Service {
  task: { kind: string; task: unknown };
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

export type Kind<S extends Service> = S["task"]["kind"];
export type Task<S extends Service, K extends Kind<S>> = Extract<S["task"], { kind: K }>["task"];
export type Answer<S extends Service, K extends Kind<S>> = Extract<S["answer"], { kind: K }>["answer"];

/** The first message to a worker. `probe` finds out whether workers can read here. */
export interface Start {
  module: WebAssembly.Module;
  probe: Blob;
}
