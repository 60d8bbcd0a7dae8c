/** The worker that reads what a repository states. Its tasks are in src/wasm/project.rs. */

import { initSync, project } from "../generated/project";
import type { Start, Started } from "./protocol";

self.onmessage = ({ data }: MessageEvent<Start>) => {
  // From now on the module receives the messages.
  self.onmessage = null;
  initSync({ module: data.module });
  project(data.probe);
  self.postMessage({ type: "started" } satisfies Started);
};
