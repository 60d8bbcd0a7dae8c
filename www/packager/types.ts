/** The interface of the package: everything a host page sees of wheelpress. What Rust declares is generated. */

import type { ProjectSettings, SettingsFile } from "../generated/indexes";
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
import type { AddedLayer, Project as ReadProject, Stated as ReadStated, Relocation } from "../generated/project";
import type { ModuleName, WorkerName } from "./host";

export type {
  AddressSetting,
  CompressionSetting,
  OverridesSetting,
  ProjectSettings,
  RuntimeSetting,
  SettingsFile,
  SlimmingSetting,
} from "../generated/indexes";
export type {
  Architecture,
  Change,
  ChangeKind,
  Comparison,
  Compression,
  Distribution,
  Entry,
  FetchCommand,
  FileState,
  Finding,
  Fix,
  InLayer,
  LayerDistribution,
  LeaveOut,
  LeftOut,
  Missing,
  Need,
  Optional,
  PackageKind,
  Packing,
  Plan,
  Savings,
  Severity,
  Shell,
  Slim,
  SourceKind,
  SourceSummary as Source,
  SuggestedArchitecture,
  SuggestedRuntime,
  SuggestedTarget,
  Tool,
  Why,
} from "../generated/plan";
export type {
  AddedLayer,
  CodeLocation,
  LeftAlone,
  ProjectFinding,
  Relocation,
  StatedTarget,
  Statement,
} from "../generated/project";
export type { ModuleName, WorkerName };

/** A dropped file. */
export interface Item {
  /** Its path as dropped, with slashes: "app/lib/a.py", "six-1.17.0-py2.py3-none-any.whl". */
  path: string;
  /**
   * Its bytes. They are read by ranges when they are wanted. In Node, Deno and Bun, `itemsFrom` of `wheelpress/node`
   * makes items of files and folders on the disk; any other `Blob` works too. What was read is remembered for this
   * object, so give the same one again.
   */
  file: Blob;
  /**
   * "layer": it is in a layer that the function has, as a zip or the files of a folder. Imports find it and its size
   * counts, and nothing of it ships.
   */
  role?: "layer";
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
  /**
   * How hard to compress what is not compressed yet. "default" is as small as `zip -9`. "best" also compresses again what
   * wheels and zips hold, where that makes it smaller, and takes many times as long.
   */
  compression?: Compression;
}

/** A function or layer that a repository states: what `plan` and `pack` need for it. */
export interface Stated extends Omit<ReadStated, "files" | "written"> {
  /** The files that it is pressed from, those among them that a tool would write. */
  items: Item[];
}

/** What one file of a repository states. */
export interface Project extends Omit<ReadProject, "stated"> {
  /** Layers first, and in the order of the file. */
  stated: Stated[];
}

/** How far a package is. */
export interface Progress {
  /** "plan" while it is worked out what goes in, "press" while it is made. */
  stage: "plan" | "press";
  /** Bytes worked through, of `total`. */
  done: number;
  /** Bytes of this stage. */
  total: number;
}

/** How far a plan is. */
export interface PlanProgress {
  /** "look" while it is looked which files there are, "read" while those are read that decide what goes in. */
  stage: "look" | "read";
  /** Files that were looked at, of `total`; or files that were read so far. */
  files: number;
  /** All files. */
  total: number;
  /** Bytes that were read so far. What a worker reads by itself, of wheels and zips, is not among them. */
  bytes: number;
}

/** A user name and a password or token for an index. */
export interface Login {
  /** The address of the index, or of a file that is fetched. They are sent to its origin alone. */
  index: string;
  user: string;
  password: string;
}

/** Where wheels and answers of indexes are kept from one call to the next. What fails is passed over. */
export interface Kept {
  /** A wheel by its SHA-256, in hexadecimal. */
  wheel(sha256: string): Promise<Blob | undefined>;
  /** Keeps a wheel under the SHA-256 of its bytes. */
  keepWheel(sha256: string, wheel: Blob): Promise<void>;
  /** What was answered before, by address: for when there is no network. */
  answer(url: string): Promise<KeptAnswer | undefined>;
  /** Keeps what an address answered. */
  keepAnswer(url: string, answer: KeptAnswer): Promise<void>;
}

/** An answer of an index. */
export interface KeptAnswer {
  status: number;
  /** Where redirects led. */
  url: string;
  contentType: string;
  body: ArrayBuffer;
}

/** How wheels are taken from indexes. Everything has a default. */
export interface ResolveOptions extends Pick<Options, "extras" | "groups" | "overrides" | "layerModules"> {
  /** Requirements besides those of files, as they are written there: "pandas>=2". */
  requirements?: string[];
  /**
   * The addresses of the indexes to ask, first to last: the first that knows a name is the only one asked for it. By
   * default those that the items name, and at last `defaultIndex`.
   */
  indexes?: string[];
  /** The index that is asked last, where the items name none for that. */
  defaultIndex?: string;
  /** Nothing that was uploaded within so many days. */
  minimumAgeDays?: number;
  /** For indexes that ask for them; kept nowhere. */
  logins?: Login[];
  /**
   * Whether requests may go to a host that is not the index's own, as files mostly do; asked once each. By default they
   * may. `index` is empty for an address that a file states itself.
   */
  allowHost?(host: string, index: string): boolean | Promise<boolean>;
  /**
   * Whether a host may lead to another address; asked once each, in browsers alone: they tell where a redirect leads only
   * once they have asked there, so `allowHost` is asked afterwards, and what an unwanted host answered is not read. By
   * default it may.
   */
  allowRedirect?(host: string, index: string): boolean | Promise<boolean>;
  /** Whether indexes are asked for known faults of what was chosen; by default they are. */
  tellFaults?: boolean;
  /** What sends requests; by default the engine's own `fetch`. */
  fetch?: typeof fetch;
  kept?: Kept;
  signal?: AbortSignal;
  /** Bytes of wheels. */
  onProgress?(progress: FetchProgress): void;
}

/** How far fetching is. */
export interface FetchProgress {
  stage: "fetch";
  /** Bytes fetched, of `total`. */
  done: number;
  total: number;
}

/** Something that was fetched. */
export interface Fetched {
  /** Its address, where redirects led. */
  url: string;
  /** Bytes. */
  size: number;
  /** SHA-256 in hexadecimal, of wheels. */
  sha256?: string;
  /** Of a wheel. */
  filename?: string;
  /** It was kept from another call, and not asked for. */
  isKept: boolean;
}

/** What was chosen and fetched. */
export interface Resolution {
  /** The wheels, to be added to the items they were chosen for. */
  items: Item[];
  /** The whole choice, dropped wheels included, as files that lock it; null where a wheel is missing. */
  lock: { pylock: string; requirements: string } | null;
  /** What is wrong. With an error among them, wheels are missing. */
  findings: Finding[];
  /** Everything that was fetched. */
  fetched: Fetched[];
}

/** One zip. */
export interface Pressed extends Omit<Assembled, "findings"> {
  /** Its bytes, of type application/zip. */
  zip: Blob;
}

/** What packing made. */
export interface Package extends Pressed {
  /** Under `split`: the libraries, to be published as a layer. */
  layer?: Pressed;
  /** Those of the plan, and what packing found besides. Sorted, the worst first. */
  findings: Finding[];
}

/** Zip, manifest, or what a package was pressed as. */
export type Comparable = Pressed | Blob;

/** Plans and packs. It keeps what it has read: use one for all calls, and close it at the end. */
export interface Packager {
  /**
   * Works out what will be in the package, and what would fail on Lambda. Bad input is told by findings.
   *
   * Rejects with a `PackagerError` when the target or an option is wrong, and with an `AbortError`.
   */
  plan(
    items: Item[],
    target: Target,
    options?: PlanOptions & { signal?: AbortSignal; onProgress?: (progress: PlanProgress) => void },
  ): Promise<Plan>;
  /**
   * The bytes of a file of the package, by its path there: to look at it. Nothing else is read or made. Give the same
   * items, target and options as to `plan`.
   *
   * Rejects with a `PackagerError` when the package has no such file, when it cannot be read, and when it is in a zip and
   * longer than 64 MiB; else as `plan` does.
   */
  read(items: Item[], target: Target, path: string, options?: PlanOptions & { signal?: AbortSignal }): Promise<Blob>;
  /**
   * Makes the package. The same items, target and options give the same bytes, wherever it runs.
   *
   * Rejects with a `PackagerError` that has all findings when one of them is an error and errors are not allowed; else as
   * `plan` does.
   */
  pack(
    items: Item[],
    target: Target,
    options?: PlanOptions & { signal?: AbortSignal; onProgress?: (progress: Progress) => void },
  ): Promise<Package>;
  /**
   * Chooses the wheels that the items require and do not have, as pip and uv would, and fetches them from indexes. It asks
   * for names and versions of libraries alone, and for nothing else.
   *
   * Rejects with a `PackagerError` when the target is wrong or the module cannot be started, and with an `AbortError`;
   * whatever is wrong with the requirements, an index or a file is a finding.
   */
  resolve(items: Item[], target: Target, options?: ResolveOptions): Promise<Resolution>;
  /**
   * The manifest of a package, a CycloneDX 1.6 software bill of materials as JSON: its distributions with
   * versions, licences and hashes, and every file with size, mode, CRC-32 and SHA-256. The same package has
   * the same manifest. Of a package this packager pressed it also knows the target and the hashes of the wheels.
   */
  manifest(zip: Comparable, options?: { name?: string }): Promise<Blob>;
  /** Compares a package with another: a zip, a manifest, or a bare CodeSha256. */
  compare(zip: Comparable, other: Comparable | string): Promise<Comparison>;
  /**
   * The functions and layers that a dropped repository states, by file: templates of SAM and CloudFormation,
   * `serverless.yml` and others; or folders with a handler each. Nothing is fetched for it if no file looks like one.
   */
  projects(items: Item[], options?: { signal?: AbortSignal }): Promise<Project[]>;
  /**
   * A template in which the code of functions and layers is elsewhere. Comments and formatting stay; without a change it
   * is the same, byte for byte. `template`: its item; `added`: layers that it does not have yet, which may be relocated
   * too. Rejects with a `PackagerError` if a value cannot be changed.
   */
  relocate(template: Item, relocations: Relocation[], added?: AddedLayer[]): Promise<string>;
  /**
   * What the drop's `wheelpress.toml` says, and what is wrong with it; null if there is none. It changes no plan by itself:
   * give what it says to `plan` and `pack`, where the user has not chosen otherwise.
   */
  settings(items: Item[], options?: { signal?: AbortSignal }): Promise<SettingsFile | null>;
  /** The text of a `wheelpress.toml` that says this. */
  writeSettings(settings: ProjectSettings, over?: Blob): Promise<string>;
  /** Bytes of WebAssembly memory now, one number per worker. */
  memory(): Promise<number[]>;
  /** Ends the workers. Calls that are under way reject with an `AbortError`. In Node they keep the process alive. */
  close(): void;
}

/** Where a module of WebAssembly is, what a server answered for it, its bytes, or the compiled module itself. */
export type WasmSource = URL | string | Response | BufferSource | WebAssembly.Module;

/** Where the script of a worker is, or what starts a worker of it. */
export type WorkerSource = URL | string | (() => Worker);

/** How a packager is started. Everything has a default. */
export interface PackagerOptions {
  /** How many workers press at the same time. By default one a core, at most 8. */
  workers?: number;
  /**
   * The package's `plan.wasm`, `press.wasm`, `codecs.wasm`, `project.wasm` and `indexes.wasm`; by default, the files beside
   * this module. A string is an address relative to the page, in Node a path or an address. A `Response` serves one
   * packager: its body is read once. `codecs` is fetched for what few packages have: an entry of a zip that is neither
   * stored nor deflated, a RECORD with hashes by BLAKE2 or SHA-3.
   */
  wasm?: Partial<Record<ModuleName, WasmSource>>;
  /**
   * The package's scripts of workers, such as `plan-worker.js`; by default, the files beside this module. A string is an
   * address relative to the page, in Node a path or a file's address; functions are for pages. From another origin a
   * script is fetched once, and workers start from a copy.
   */
  worker?: Partial<Record<WorkerName, WorkerSource>>;
}
