/** The messages between the page and its workers. Their types are declared in Rust (src/wasm/). */

import type { IndexAnswer, IndexTask } from "../generated/indexes";
import type { NumberedFile, PlanAnswer, PlanTask } from "../generated/plan";
import type { PressAnswer, PressTask } from "../generated/press";
import type { ProjectAnswer, ProjectTask } from "../generated/project";

export type {
  BeginTask,
  Chosen,
  FileToLock,
  Found,
  HostRequestKind,
  NextStep,
  ProvidedDistribution,
  ResolveOutcome,
} from "../generated/indexes";
export type {
  CheckedPlan,
  Compression,
  EntriesJob,
  FileRange,
  FromWorker,
  NumberedFile,
  PackJobs,
  PlanAnswer,
  PlanRequest,
  PlanTask,
  PressedWheel,
  SizedFile,
  Span,
  ToWorker,
} from "../generated/plan";
export type { HeldSpan, PressAnswer, PressTask, VerifiedEntries, WrittenEntries } from "../generated/press";
export type { ReadAnswer, ReadTask, RelocateAnswer } from "../generated/project";

/** A dropped file with its number. */
export interface NumberedItem extends NumberedFile {
  /** Its path as dropped. */
  path: string;
}

/** The tasks of one kind of worker, by their kind, and their answers. */
export interface Service {
  task: object;
  answer: { kind: string; answer: unknown };
}

/** The tasks of the planning worker. */
export interface PlanService extends Service {
  task: PlanTask;
  answer: PlanAnswer;
}

/** The tasks of a pressing worker. */
export interface PressService extends Service {
  task: PressTask;
  answer: PressAnswer;
}

/** The tasks of the worker that reads repositories. */
export interface ProjectService extends Service {
  task: ProjectTask;
  answer: ProjectAnswer;
}

/** The tasks of the worker for indexes. */
export interface IndexService extends Service {
  task: IndexTask;
  answer: IndexAnswer;
}

type KeyOfEach<T> = T extends T ? keyof T & string : never;

/** The names of a service's tasks. */
export type Kind<S extends Service> = KeyOfEach<S["task"]>;
/** The input of a task of that name. */
export type Task<S extends Service, K extends Kind<S>> = Extract<S["task"], Record<K, unknown>>[K];
/** The answer to a task of that name. */
export type Answer<S extends Service, K extends Kind<S>> = Extract<S["answer"], { kind: K }>["answer"];

/** The first message from a worker: it has started. An earlier error is about its script or its address. */
export type Started = { type: "started" };

/** The first message to a worker. `probe` is a blob with which a worker tests whether it can read here. */
export interface Start {
  module: WebAssembly.Module;
  probe: Blob;
}
