/** The interface of the package: everything a host page sees of wheelpress. */

/** A dropped file. `path` is its path as dropped: "app/lib/a.py", "six-1.17.0-py2.py3-none-any.whl". */
export interface Item {
  path: string;
  file: Blob;
}

export interface Target {
  kind: "function" | "layer";
  /** Lambda's name of the runtime, such as "python3.13". */
  runtime: string;
  architecture: "x86_64" | "arm64";
  /** `module.function`, as in Lambda's configuration. */
  handler?: string;
  /** Unzipped bytes of the layers the function already has. */
  layersUnzippedSize?: number;
}

export interface PlanOptions {
  /** Pack although the plan, or the verification of a wheel, has error findings. */
  allowErrors?: boolean;
  /** How hard to compress what is not compressed yet. "default" is level 9. */
  compression?: "fast" | "default" | "best";
  /** Optional dependencies of pyproject.toml to install, by extra; see `Plan.optional`. */
  extras?: string[];
  /** Dependency groups of pyproject.toml to install; see `Plan.optional`. */
  groups?: string[];
  /** Leave out the distributions Lambda's runtime brings itself, boto3 among them. */
  excludeRuntime?: boolean;
  /** What to take out of libraries; `Plan.savings` has the bytes. */
  slim?: Partial<Record<Slimming, boolean>>;
  /** Keep bytecode that matches the target's Python. */
  bytecode?: boolean;
  /** Libraries into a layer, the user's code into the function. */
  split?: boolean;
  /** Take away the one folder everything in a dropped zip lies in. */
  stripRoot?: boolean;
}

/** Test directories; *.pyi and py.typed; C, C++ and Cython sources; docs; unread files of dist-info. */
export type Slimming = "tests" | "typing" | "sources" | "docs" | "distInfo";

export type Severity = "error" | "warning" | "info";

export interface Finding {
  severity: Severity;
  /** Kebab-case; never changes its meaning. */
  code: string;
  message: string;
  /** The item's path as dropped, or the entry's path in the package. */
  path?: string;
  hint?: string;
}

export interface Entry {
  /** Path in the package. */
  path: string;
  /** Unzipped bytes. */
  size: number;
  /** Unix mode with its file type, such as 0o100644. */
  mode: number;
  /** The item or source the entry comes from, as dropped. */
  from: string;
  /** Hexadecimal, where the wheel's RECORD states it. */
  sha256?: string;
  /** Under `split`: the entry goes into the layer. */
  layer?: true;
}

export interface Distribution {
  name: string;
  version: string;
  from: string;
  unzippedSize: number;
  /** Unzipped bytes the package loses without it and what only it needs. */
  removableSize: number;
}

/** What one dropped thing was taken for. */
export interface Source {
  /** The dropped file, or the dropped top folder; empty for the files dropped loose. */
  path: string;
  kind: "function" | "wheel" | "virtualenv" | "target-tree" | "archive";
  /** Entries of the package that come from it. */
  entries: number;
  /** The Python a virtualenv was made for, such as "3.13.2". */
  python?: string;
  /** The system a virtualenv was made for. */
  system?: "Linux" | "macOS" | "Windows";
}

/** A distribution that was at hand and is not in the package. */
export interface LeftOut extends Omit<Distribution, "removableSize"> {
  /** A clause. */
  why: string;
}

export interface Plan {
  entries: Entry[];
  distributions: Distribution[];
  leftOut: LeftOut[];
  sources: Source[];
  /** Handlers the package may have, the most likely first. */
  handlers: string[];
  unzippedSize: number;
  /** What pyproject.toml lets one choose. */
  optional: { extras: string[]; groups: string[] };
  /** Bytes that each switch takes out, or would. */
  savings: Record<Slimming | "bytecode", number>;
  findings: Finding[];
}

export interface Progress {
  stage: "plan" | "press";
  /** Bytes worked through, of `total`. */
  done: number;
  total: number;
}

/** One zip. */
export interface Pressed {
  zip: Blob;
  /** Standard base64 of the SHA-256 of the zip's bytes, as Lambda reports it. */
  codeSha256: string;
  /** Bytes of the zip. */
  size: number;
  unzippedSize: number;
  /** Files in the zip. Under `allowErrors`, what cannot be read is left out of it. */
  entries: number;
}

export interface Package extends Pressed {
  /** Under `split`: the libraries, to be published as a layer. */
  layer?: Pressed;
  findings: Finding[];
}

/** Zip, manifest, or what a package was pressed as. */
export type Comparable = Pressed | Blob;

/** How a package differs from another, an older one as a rule. */
export interface Comparison {
  /** Whether both have one CodeSha256. */
  same: boolean;
  codeSha256: string;
  otherCodeSha256: string;
  /** False where the other is a bare CodeSha256: nothing is known of its files. */
  knowsFiles: boolean;
  /** Sorted by path. */
  changes: Change[];
  /** Files that are the same in both. */
  unchanged: number;
  /** What else moves the hash: how two zips were made. "rest": directories, extra fields, comments. */
  packing: ("compression" | "times" | "order" | "rest")[];
}

/** How a file got from the other package into this one. */
export interface Change {
  kind: "added" | "removed" | "changed";
  path: string;
  /** Where it was in the other package, if it has moved. */
  from?: string;
  /** Of a changed file; the others have none. */
  why: ("content" | "mode" | "path")[];
  before?: FileState;
  after?: FileState;
}

export interface FileState {
  /** Unzipped bytes. */
  size: number;
  /** Unix mode with its file type, where it is known. */
  mode?: number;
}

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

export interface PackagerOptions {
  /** How many workers press at the same time. */
  workers?: number;
  /** Starts a worker of the package's `worker-….js`; by default, from the file beside this module. */
  worker?: () => Worker;
}
