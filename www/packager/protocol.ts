/** What the page and its workers say to each other. The types of it are declared in Rust (src/wasm/). */

import type { IndexAnswer, IndexTask } from "../generated/indexes";
import type { NumberedFile, PlanAnswer, PlanTask } from "../generated/plan";
import type { PressAnswer, PressTask } from "../generated/press";
import type { ProjectAnswer, ProjectTask } from "../generated/project";

export type {
  BeginTask,
  Chosen,
  FileToLock,
  Found,
  NextStep,
  Outcome,
  ProvidedDistribution,
  Question,
} from "../generated/indexes";
export type {
  CheckedPlan,
  Compression,
  FromWorker,
  EntriesJob,
  LooseFile,
  NumberedFile,
  PackJobs,
  FileRange,
  PlanAnswer,
  PlanRequest,
  PlanTask,
  PressedWheel,
  SizedFile,
  Span,
  ToWorker,
} from "../generated/plan";
export type { HeldSpan, PressAnswer, PressTask, VerifiedEntries, WrittenEntries } from "../generated/press";
export type { ReadAnswer, ReadTask } from "../generated/project";

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

/** What the worker that plans does. */
export interface PlanService extends Service {
  task: PlanTask;
  answer: PlanAnswer;
}

/** What a worker that presses does. */
export interface PressService extends Service {
  task: PressTask;
  answer: PressAnswer;
}

/** What the worker that reads repositories does. */
export interface ProjectService extends Service {
  task: ProjectTask;
  answer: ProjectAnswer;
}

/** What the worker that asks indexes does. */
export interface IndexService extends Service {
  task: IndexTask;
  answer: IndexAnswer;
}

type KeyOfEach<T> = T extends T ? keyof T & string : never;

/** The names of a service's tasks. */
export type Kind<S extends Service> = KeyOfEach<S["task"]>;
/** What a task of that name is given. */
export type Task<S extends Service, K extends Kind<S>> = Extract<S["task"], Record<K, unknown>>[K];
/** What a task of that name answers. */
export type Answer<S extends Service, K extends Kind<S>> = Extract<S["answer"], { kind: K }>["answer"];

/** The first message from a worker: it has started. What fails before is about its script, or about its address. */
export type Started = { type: "started" };

/** The first message to a worker. `probe` finds out whether workers can read here. */
export interface Start {
  module: WebAssembly.Module;
  probe: Blob;
}
