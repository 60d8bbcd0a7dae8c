/** How modules and workers are started. This is all that differs between the hosts of the packager. */

/** A kind of worker, and the WebAssembly module that it runs. */
export type WorkerName = "plan" | "press" | "project" | "indexes";

/** A WebAssembly module. Workers that plan and press start "codecs" when they need it. */
export type ModuleName = WorkerName | "codecs";

/** The part of a worker's interface that the packager uses. */
export interface HostWorker {
  onmessage: ((event: MessageEvent) => unknown) | null;
  onerror: ((event: ErrorEvent) => unknown) | null;
  postMessage(message: unknown, transfer: Transferable[]): void;
  terminate(): void;
}

/** The host that the packager runs on: a page, the single file, or Node. */
export interface PackagerHost {
  /** Returns the compiled module. Called on first use, and again after a failure. */
  module(name: ModuleName): Promise<WebAssembly.Module>;
  /** Finds the script of the workers. Called before they are started, and again after a failure. */
  findWorker?(name: WorkerName): Promise<void>;
  /** Starts a worker that waits for its first message. */
  worker(name: WorkerName): HostWorker;
  /** Returns the address of a worker's script, for messages. */
  script?(name: WorkerName): string | undefined;
  /** Reads the bytes of all files, one after another; by default the browser reads them as one blob. */
  read?: ReadTogether;
  /** Whether there is work from the start, so that there is no time for a warm-up. */
  isBusy?: boolean;
  /** The number of cores; by default as reported by the browser. */
  cores?: number;
}

/** Reads whole files into one buffer. */
export type ReadTogether = (files: Blob[]) => Promise<ArrayBuffer>;
