/** How the modules and their workers are started: all that differs between hosts of the packager. */

/** A kind of worker, and the module of WebAssembly that it runs. */
export type WorkerName = "plan" | "press" | "project" | "indexes";

/** A module of WebAssembly. Workers that plan and press start "codecs" when they want it. */
export type ModuleName = WorkerName | "codecs";

/** What the packager uses of a worker. */
export interface HostWorker {
  onmessage: ((event: MessageEvent) => unknown) | null;
  onerror: ((event: ErrorEvent) => unknown) | null;
  postMessage(message: unknown, transfer: Transferable[]): void;
  terminate(): void;
}

/** What the packager runs on: a page, one file on a disk, or Node. */
export interface PackagerHost {
  /** The compiled module. Called when it is first wanted, and again after a failure. */
  module(name: ModuleName): Promise<WebAssembly.Module>;
  /** Finds the script of the workers. Called before they are started, and again after a failure. */
  findWorker?(name: WorkerName): Promise<void>;
  /** A worker that waits for its first message. */
  worker(name: WorkerName): HostWorker;
  /** The address of a worker's script, for messages. */
  script?(name: WorkerName): string | undefined;
  /** The bytes of all files, one after another; by default the engine reads them in one go. */
  read?: ReadTogether;
  /** Whether there is work from the start, and no time to run everything once for nothing. */
  isBusy?: boolean;
  /** How many cores there are; by default the engine says. */
  cores?: number;
}

/** Reads files whole. */
export type ReadTogether = (files: Blob[]) => Promise<ArrayBuffer>;
