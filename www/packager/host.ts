/** How the modules and their workers are started: all that differs between hosts of the packager. */

/** A module of WebAssembly, with a kind of worker that runs it. */
export type ModuleName = "plan" | "press";

export interface PackagerHost {
  /** The compiled module. Called once a packager. */
  module(name: ModuleName): Promise<WebAssembly.Module>;
  /** A worker that waits for its first message. */
  worker(name: ModuleName): Worker;
}
