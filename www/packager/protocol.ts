/** What the page and its workers say to each other, and what WebAssembly hands out (src/wasm/). */

import type { Held, Span } from "./spans";
import type { Comparison, Finding, Plan, PlanOptions, Target } from "./types";

/** A file with the number the page gave it. Two files with one number have the same bytes. */
export interface NumberedFile {
  id: number;
  file: Blob;
}

export interface NumberedItem extends NumberedFile {
  /** As dropped. */
  path: string;
}

export type Compression = NonNullable<PlanOptions["compression"]>;

/** What of the options planning looks at. */
export type Choices = Omit<PlanOptions, "allowErrors" | "compression">;

export interface LooseFile {
  line: number;
  file: number;
  size: number;
  from: string;
  /** Stands in the place of the file's first bytes. */
  header: number[] | null;
}

export interface ZipJob {
  file: number;
  /** Where in the zip its entries lie. */
  start: number;
  end: number;
  /** Unzipped bytes. */
  bytes: number;
  /** The line of the package it is for, if it is for one. */
  line?: number;
  job: Uint8Array<ArrayBuffer>;
}

/** A run of the package's lines. */
export interface WriteJob {
  first: number;
  /** The line after its last. */
  end: number;
  /** What it copies from zips. */
  spans: Span[];
  /** Unzipped bytes. */
  bytes: number;
  job: Uint8Array<ArrayBuffer>;
}

/** The jobs a plan is cut into. */
export interface Jobs {
  /** In the order of the package. */
  write: WriteJob[];
  /** What is not copied, but has to be right. */
  verify: ZipJob[];
  compress: { bytes: number; files: LooseFile[] }[];
  recompress: ZipJob[];
}

export interface Shard {
  pieces: Uint8Array<ArrayBuffer>;
  findings: Finding[];
}

export interface Assembled {
  size: number;
  unzippedSize: number;
  entries: number;
  codeSha256: string;
  /** What its size means. */
  findings: Finding[];
  /** The bytes that follow the entries. */
  tail: Uint8Array<ArrayBuffer>;
}

/** A job on one zip, of which the bytes from `start` to `end` are needed. */
export interface ZipTask {
  zip: NumberedFile;
  start: number;
  end: number;
  job: Uint8Array<ArrayBuffer>;
}

/** What is planned, and for what. */
export interface Wish {
  items: NumberedItem[];
  target: Target;
  options: Choices;
}

/** What of a plan matters once its jobs are on their way. */
export interface Checked extends Pick<Plan, "findings" | "distributions" | "unzippedSize"> {
  /** Whether native files are left to be checked, by what verifying reads of them. */
  awaitsNatives: boolean;
}

export interface Verified {
  findings: Finding[];
  /** What was read of native files, for the draft's check. */
  natives?: Uint8Array<ArrayBuffer>;
}

export interface Written extends Verified {
  /** For the package. */
  entries: Uint8Array<ArrayBuffer>;
}

/** What a worker can be asked to do, and what each task answers. */
export interface Tasks {
  /** Makes files known to the planning worker ahead of their plan; of `zips`, by number, it reads where they end. */
  describe: { task: { files: NumberedFile[]; withHeads: boolean; zips: number[] }; answer: true };
  /** Plans and checks. */
  plan: { task: Wish; answer: Plan };
  /** Plans for packing, under a number; answers with the jobs of each zip: the package, and the layer under `split`. */
  draft: { task: Wish & { draft: number; compression: Compression }; answer: { jobs: Jobs[]; checked: Checked } };
  /** Checks a draft: first what can be checked without `natives`, then, with them, the rest. */
  check: { task: { draft: number; natives?: Uint8Array<ArrayBuffer>[] }; answer: Checked };
  /** Forgets a draft. */
  forget: { task: { draft: number }; answer: true };
  verify: { task: ZipTask; answer: Verified };
  compress: { task: { compression: Compression; loose: LooseFile[]; files: NumberedFile[] }; answer: Shard };
  recompress: { task: ZipTask; answer: Shard };
  /** Writes lines, unless it is only to verify what comes from zips. */
  write: {
    task: {
      job: Uint8Array<ArrayBuffer>;
      files: NumberedFile[];
      /** What the page has read of them: all that is needed of a file, or nothing. */
      held: Held[];
      shards: { file: number; pieces: Uint8Array<ArrayBuffer> }[];
      verifyOnly: boolean;
    };
    answer: Written;
  };
  /** Hashes the next bytes of a draft's package; `zip` says which, of those it makes. */
  pass: { task: { draft: number; zip: number; chunk: ArrayBuffer }; answer: true };
  /** Ends it, once all its bytes have passed. */
  finish: { task: { draft: number; zip: number; entries: Uint8Array<ArrayBuffer>[] }; answer: Assembled };
  /** Answers with JSON. */
  manifest: {
    task: {
      zip: NumberedFile;
      name: string;
      target?: Pick<Target, "kind" | "runtime" | "architecture">;
      wheels: { name: string; version: string; path: string; file: NumberedFile }[];
    };
    answer: string;
  };
  /** `text` is the other file's name or, without one, a CodeSha256. */
  compare: {
    task: { zip: NumberedFile; name: string; other: { file?: NumberedFile; text: string } };
    answer: Comparison;
  };
  /** The codes of findings, in the order they are sorted by. */
  codes: { task: Record<never, never>; answer: string[] };
  memory: { task: Record<never, never>; answer: number };
}

export type Kind = keyof Tasks;
export type Task<K extends Kind> = Tasks[K]["task"];
export type Answer<K extends Kind> = Tasks[K]["answer"];

export interface Fault {
  code: string;
  message: string;
  path?: string;
  hint?: string;
}

/** Bytes of a file, from `start` to `end`. */
export interface Range {
  file: Blob;
  start?: number;
  end?: number;
}

export type ToWorker =
  /** The first message. `probe` finds out whether workers can read here. */
  | { type: "start"; module: WebAssembly.Module; probe: Blob; warmUp: boolean }
  | { [K in Kind]: { type: "task"; id: number; kind: K; task: Task<K> } }[Kind]
  | { type: "cancel"; id: number }
  /** The answer to `read`. */
  | { type: "bytes"; request: number; buffer: ArrayBuffer }
  | { type: "unreadable"; request: number; message: string };

export type FromWorker =
  | { type: "progress"; id: number; done: number }
  /** Some MiB of output. An empty one says that a job has written all its lines. */
  | { type: "chunk"; id: number; buffer: ArrayBuffer }
  /** `done` is what no progress told of. */
  | { type: "answer"; id: number; answer: unknown; done: number }
  | { type: "fault"; id: number; fault: Fault }
  /** The worker's memory is suspect; it does nothing more. */
  | { type: "trap"; id: number; message: string }
  /** Where workers may not read files, the page reads for them. */
  | { type: "read"; request: number; ranges: Range[] };
