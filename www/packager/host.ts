/** How the modules and their workers are started: all that differs between hosts of the packager. */

/** A module of WebAssembly, with a kind of worker that runs it. */
export type ModuleName = "plan" | "press" | "project";

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
  findWorker?(name: ModuleName): Promise<void>;
  /** A worker that waits for its first message. */
  worker(name: ModuleName): HostWorker;
  /** The address of a worker's script, for messages. */
  script?(name: ModuleName): string | undefined;
  /** The bytes of all files, one after another; by default the engine reads them in one go. */
  read?: ReadTogether;
  /** Whether there is work from the start, and no time to run everything once for nothing. */
  isBusy?: boolean;
  /** How many cores there are; by default the engine says. */
  cores?: number;
}

/** Reads files whole. */
export type ReadTogether = (files: Blob[]) => Promise<ArrayBuffer>;
