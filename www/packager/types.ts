/** The interface of the package: everything a host page sees of wheelpress. What Rust declares is generated. */

import type {
  Architecture,
  Assembled,
  Comparison,
  Compression,
  Finding,
  Options,
  Plan,
  Slim,
  TargetRequest,
} from "../generated/plan";
import type { ModuleName } from "./host";

export type {
  Change,
  Comparison,
  Distribution,
  Entry,
  FileState,
  Finding,
  Fix,
  LeftOut,
  Plan,
  Severity,
  SourceSummary as Source,
} from "../generated/plan";

/** A dropped file. `path` is its path as dropped: "app/lib/a.py", "six-1.17.0-py2.py3-none-any.whl". */
export interface Item {
  path: string;
  file: Blob;
}

/** What a package is made for. */
export interface Target extends TargetRequest {
  architecture: Architecture;
}

/** What may be taken out of libraries; `Plan.savings` has the bytes. */
export type Slimming = keyof Slim;

/** What the user may choose about a plan, besides the target. Everything has a default. */
export interface PlanOptions extends Options {
  /** Pack although the plan, or the verification of a wheel, has error findings. */
  allowErrors?: boolean;
  /** How hard to compress what is not compressed yet. "default" is level 9. */
  compression?: Compression;
}

export interface Progress {
  stage: "plan" | "press";
  /** Bytes worked through, of `total`. */
  done: number;
  total: number;
}

/** One zip. */
export interface Pressed extends Omit<Assembled, "findings"> {
  zip: Blob;
}

export interface Package extends Pressed {
  /** Under `split`: the libraries, to be published as a layer. */
  layer?: Pressed;
  findings: Finding[];
}

/** Zip, manifest, or what a package was pressed as. */
export type Comparable = Pressed | Blob;

export interface Packager {
  plan(items: Item[], target: Target, options?: PlanOptions & { signal?: AbortSignal }): Promise<Plan>;
  pack(
    items: Item[],
    target: Target,
    options?: PlanOptions & { signal?: AbortSignal; onProgress?: (progress: Progress) => void },
  ): Promise<Package>;
  /**
   * The manifest of a package, a CycloneDX 1.6 software bill of materials as JSON: its distributions with
   * versions, licences and hashes, and every file with size, mode, CRC-32 and SHA-256. The same package has
   * the same manifest. Of a package this packager pressed it also knows the target and the hashes of the wheels.
   */
  manifest(zip: Comparable, options?: { name?: string }): Promise<Blob>;
  /** Compares a package with another: a zip, a manifest, or a bare CodeSha256. */
  compare(zip: Comparable, other: Comparable | string): Promise<Comparison>;
  /** Bytes of WebAssembly memory now, one number per worker. */
  memory(): Promise<number[]>;
  close(): void;
}

/** Where a module of WebAssembly is, what a server answered for it, its bytes, or the compiled module itself. */
export type WasmSource = URL | string | Response | BufferSource | WebAssembly.Module;

/** Where the script of a worker is, or what starts a worker of it. */
export type WorkerSource = URL | string | (() => Worker);

export interface PackagerOptions {
  /** How many workers press at the same time. */
  workers?: number;
  /**
   * The package's `plan.wasm` and `press.wasm`; by default, the files beside this module. A string is an address
   * relative to the page. A `Response` serves one packager: its body is read once.
   */
  wasm?: Partial<Record<ModuleName, WasmSource>>;
  /**
   * The package's `plan-worker.js` and `press-worker.js`; by default, the files beside this module. A string is an
   * address relative to the page. From another origin a script is fetched once, and workers start from a copy.
   */
  worker?: Partial<Record<ModuleName, WorkerSource>>;
}
