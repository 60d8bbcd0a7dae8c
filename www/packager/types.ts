/** The interface of the package: everything that a host page can use. The types that Rust declares are generated. */

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
import type {
  AddedLayer,
  Project as ReadProject,
  BuildDefinition as ReadStated,
  Relocation,
} from "../generated/project";
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
  AttachedLayer,
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
  LayerDistribution,
  LeaveOut,
  LeftOut,
  Missing,
  MissingLibrary,
  OptionalDependencies,
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
  ProjectFinding,
  ProjectKind,
  ProjectTarget,
  Relocation,
  SkippedResource,
} from "../generated/project";
export type { ModuleName, WorkerName };

/** A dropped file. */
export interface Item {
  /** Its path as dropped, with slashes: "app/lib/a.py", "six-1.17.0-py2.py3-none-any.whl". */
  path: string;
  /**
   * Its bytes. They are read by ranges when they are needed. In Node, Deno and Bun, `itemsFrom` of `wheelpress/node`
   * makes items of files and folders on the disk; any other `Blob` works too. What was read is cached for this object,
   * so pass the same object again.
   */
  file: Blob;
  /**
   * "layer": the item is in a layer of the function, as a zip or as the files of a folder. Imports find it and its size
   * counts, but it does not ship. "requirements": only the requirements of the package name the item. It is read, and
   * installed if it is a required project, but does not ship otherwise.
   */
  role?: "layer" | "requirements";
}

/** The target that a package is made for. */
export interface Target extends TargetRequest {
  architecture: Architecture;
}

/** What can be removed from libraries; `Plan.savings` has the bytes. */
export type Slimming = keyof Slim;

/** The options of a plan, apart from the target. All have defaults. */
export interface PlanOptions extends Options {
  /** Whether to pack even if the plan, or the verification of a wheel, has error findings. */
  allowErrors?: boolean;
  /**
   * How strongly to compress what is not compressed yet. "default" gives the size of `zip -9`. "best" also recompresses
   * the contents of wheels and zips if that makes them smaller, and takes many times as long.
   */
  compression?: Compression;
}

/** A function or layer that a repository states: the input for `plan` and `pack`. */
export interface BuildDefinition extends Omit<ReadStated, "files" | "written"> {
  /** The files that it is pressed from, including files that a build tool would write. */
  items: Item[];
  /** The option `keepPaths` of its plan: whether its tool packages the files at their paths. */
  keepPaths: boolean;
}

/** What one file of a repository states. */
export interface Project extends Omit<ReadProject, "definitions"> {
  /** The layers and then the functions, each in the order of the file. */
  definitions: BuildDefinition[];
}

/** The progress of a package. */
export interface Progress {
  /** "plan" while the contents are determined, "press" while the package is made. */
  stage: "plan" | "press";
  /** Number of bytes processed, of `total`. */
  done: number;
  /** Total bytes of this stage. */
  total: number;
}

/** The progress of a plan. */
export interface PlanProgress {
  /** "look" while the files are listed, "read" while the files are read that determine the contents. */
  stage: "look" | "read";
  /** Number of files listed, of `total`, or number of files read so far. */
  files: number;
  /** Number of all files. */
  total: number;
  /** Number of bytes read so far, without those of wheels and zips that a worker reads by itself. */
  bytes: number;
}

/** A user name and a password or token for an index. */
export interface Login {
  /** The address of the index, or of a file to fetch. User name and password are sent to its origin only. */
  index: string;
  user: string;
  password: string;
}

/** A cache of wheels and answers of indexes between calls. Its failures are ignored. */
export interface FetchCache {
  /** Returns a wheel by its SHA-256, in hexadecimal. */
  wheel(sha256: string): Promise<Blob | undefined>;
  /** Keeps a wheel under the SHA-256 of its bytes. */
  keepWheel(sha256: string, wheel: Blob): Promise<void>;
  /** Returns an earlier answer of an address, for use without a network. */
  answer(url: string): Promise<CachedResponse | undefined>;
  /** Keeps the answer of an address. */
  keepAnswer(url: string, answer: CachedResponse): Promise<void>;
}

/** An answer of an index. */
export interface CachedResponse {
  status: number;
  /** The address after redirects. */
  url: string;
  contentType: string;
  body: ArrayBuffer;
}

/** The options for fetching wheels from indexes. All have defaults. */
export interface ResolveOptions extends Pick<Options, "extras" | "groups" | "overrides" | "layerModules"> {
  /** Requirements in addition to those of files, in the same syntax: "pandas>=2". */
  requirements?: string[];
  /**
   * The addresses of the indexes, in order: the first that knows a name is the only one asked for it. By default those
   * that the items name, and then `defaultIndex`.
   */
  indexes?: string[];
  /** The index that is asked last, unless the items name another one for that. */
  defaultIndex?: string;
  /** Files that were uploaded within this number of days are not used. */
  minimumAgeDays?: number;
  /** Logins for indexes that require them. They are not stored. */
  logins?: Login[];
  /**
   * Whether requests may be sent to a host that is not the index's own, which is where files usually are. Called once
   * per host. Allowed by default. `index` is empty for an address that a file states itself.
   */
  allowHost?(host: string, index: string): boolean | Promise<boolean>;
  /**
   * Whether a redirect of a host may be followed. Called once per host, in browsers only: they reveal where a redirect
   * leads only after they have followed it. `allowHost` is then called for the destination, and the response of a
   * refused host is not read. Allowed by default.
   */
  allowRedirect?(host: string, index: string): boolean | Promise<boolean>;
  /** Whether to ask indexes for known vulnerabilities of the chosen versions; true by default. */
  reportVulnerabilities?: boolean;
  /** The function that sends requests; by default the global `fetch`. */
  fetch?: typeof fetch;
  cache?: FetchCache;
  signal?: AbortSignal;
  /** Called with the progress in bytes of wheels. */
  onProgress?(progress: FetchProgress): void;
}

/** The progress of fetching. */
export interface FetchProgress {
  stage: "fetch";
  /** Number of bytes fetched, of `total`. */
  done: number;
  total: number;
}

/** A fetched file or answer. */
export interface Fetched {
  /** Its address after redirects. */
  url: string;
  /** Its size in bytes. */
  size: number;
  /** The SHA-256 of a wheel, in hexadecimal. */
  sha256?: string;
  /** The filename of a wheel. */
  filename?: string;
  /** Whether it was kept from an earlier call and not requested. */
  isKept: boolean;
}

/** The result of choosing and fetching. */
export interface Resolution {
  /** The wheels, to be added to the items that they were chosen for. */
  items: Item[];
  /** Lock files of the complete choice, including dropped wheels; null if a wheel is missing. */
  lock: { pylock: string; requirements: string } | null;
  /** The findings. If one of them is an error, wheels are missing. */
  findings: Finding[];
  /** Everything that was fetched. */
  fetched: Fetched[];
}

/** A pressed zip. */
export interface Pressed extends Omit<Assembled, "findings"> {
  /** Its bytes, of type application/zip. */
  zip: Blob;
}

/** The result of packing. */
export interface Package extends Pressed {
  /** With `split`: the libraries, to be published as a layer. */
  layer?: Pressed;
  /** The findings of the plan and those of packing. Sorted, the worst first. */
  findings: Finding[];
}

/** A zip, a manifest, or the result of packing. */
export type Comparable = Pressed | Blob;

/** Plans and packs. It caches what it has read: use one packager for all calls, and close it at the end. */
export interface Packager {
  /**
   * Determines the contents of the package, and what would fail on Lambda. Bad input is reported by findings.
   *
   * Rejects with a `PackagerError` if an item, the target or an option is wrong, and with an `AbortError`.
   */
  plan(
    items: Item[],
    target: Target,
    options?: PlanOptions & { signal?: AbortSignal; onProgress?: (progress: PlanProgress) => void },
  ): Promise<Plan>;
  /**
   * Returns the bytes of a file of the package, by its path in the package, so that it can be shown. Nothing else is
   * read or made. Pass the same items, target and options as to `plan`.
   *
   * Rejects with a `PackagerError` if the package has no such file, if the file cannot be read, and if it is in a zip
   * and longer than 64 MiB; otherwise as `plan` does.
   */
  read(items: Item[], target: Target, path: string, options?: PlanOptions & { signal?: AbortSignal }): Promise<Blob>;
  /**
   * Makes the package. The same items, target and options give the same bytes everywhere.
   *
   * Rejects with a `PackagerError` that has all findings if one of them is an error and errors are not allowed;
   * otherwise as `plan` does.
   */
  pack(
    items: Item[],
    target: Target,
    options?: PlanOptions & { signal?: AbortSignal; onProgress?: (progress: Progress) => void },
  ): Promise<Package>;
  /**
   * Chooses the wheels that the items require and do not contain, as pip and uv would, and fetches them from indexes.
   * Requests contain only names and versions of libraries.
   *
   * Rejects with a `PackagerError` if an item, the target or an option is wrong or the module cannot be started, and
   * with an `AbortError`.
   * Problems with requirements, an index or a file are findings.
   */
  resolve(items: Item[], target: Target, options?: ResolveOptions): Promise<Resolution>;
  /**
   * Makes the manifest of a package, a CycloneDX 1.6 software bill of materials as JSON: its distributions with
   * versions, licences and hashes, and every file with size, mode, CRC-32 and SHA-256. The same package has the same
   * manifest. For a package that this packager pressed, the manifest also contains the target and the hashes of the
   * wheels.
   */
  manifest(zip: Comparable, options?: { name?: string }): Promise<Blob>;
  /** Compares a package with another: a zip, a manifest, or a bare CodeSha256. */
  compare(zip: Comparable, other: Comparable | string): Promise<Comparison>;
  /**
   * Reads the functions and layers that a dropped repository states, by file: templates of SAM and CloudFormation,
   * `serverless.yml` and others; or folders with a handler each. Nothing is fetched for it if no file may contain such
   * a statement.
   */
  projects(items: Item[], options?: { signal?: AbortSignal }): Promise<Project[]>;
  /**
   * Returns a template in which the code of functions and layers is at other places. Comments and formatting are
   * preserved; without a change it is the same, byte for byte. `template` is its item; `added` are layers that it does
   * not contain yet, which may be relocated too. `back` is for a template that is put into another folder: the path
   * from there to its current folder, such as `../..`; all other local paths in the template then begin with it.
   * Rejects with a `PackagerError` if a value cannot be changed.
   */
  relocate(
    template: Item,
    relocations: Relocation[],
    added?: AddedLayer[],
    options?: { back?: string },
  ): Promise<string>;
  /**
   * Returns the local files and folders that a template still names after these relocations, such as the definition of
   * an API. `sam package` uploads them.
   */
  remainingPaths(template: Item, relocations: Relocation[], added?: AddedLayer[]): Promise<string[]>;
  /**
   * Reads the settings and the findings of the drop's `wheelpress.toml`; null if there is none. The settings do not
   * change a plan by themselves: pass them to `plan` and `pack`, unless the user has chosen otherwise.
   */
  settings(items: Item[], options?: { signal?: AbortSignal }): Promise<SettingsFile | null>;
  /**
   * Returns the text of a `wheelpress.toml` with these settings. `over` is a file whose comments and order are
   * preserved.
   */
  writeSettings(settings: ProjectSettings, over?: Blob): Promise<string>;
  /** Returns the current bytes of WebAssembly memory, one number per worker. */
  memory(): Promise<number[]>;
  /**
   * Ends the workers. Calls in progress reject with an `AbortError`. In Node, the workers keep the process running
   * until then.
   */
  close(): void;
}

/** A WebAssembly module: its address, a response of a server, its bytes, or the compiled module itself. */
export type WasmSource = URL | string | Response | BufferSource | WebAssembly.Module;

/** The address of a worker's script, or a function that starts a worker. */
export type WorkerSource = URL | string | (() => Worker);

/** The options for starting a packager. All have defaults. */
export interface PackagerOptions {
  /** The number of workers that press at the same time. By default one per core, at most 8. */
  workers?: number;
  /**
   * The package's `plan.wasm`, `press.wasm`, `codecs.wasm`, `project.wasm` and `indexes.wasm`; by default, the files
   * beside this module. A string is an address relative to the page, in Node a path or an address. A `Response` can be
   * used for one packager only, since its body is read once. `codecs` is fetched only if needed: for an entry of a zip
   * that is neither stored nor deflated, or a RECORD with hashes by BLAKE2 or SHA-3.
   */
  wasm?: Partial<Record<ModuleName, WasmSource>>;
  /**
   * The package's scripts of workers, such as `plan-worker.js`; by default, the files beside this module. A string is
   * an address relative to the page, in Node a path or a file's address; functions are for pages. A script from another
   * origin is fetched once, and workers start from a copy.
   */
  worker?: Partial<Record<WorkerName, WorkerSource>>;
}
