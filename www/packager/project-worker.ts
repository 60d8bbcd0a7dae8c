/** The worker that reads what a repository states. What it does is in src/wasm/project.rs. */

import { initSync, project } from "../generated/project";
import type { Start, Started } from "./protocol";

self.onmessage = ({ data }: MessageEvent<Start>) => {
  // From now on the module listens.
  self.onmessage = null;
  initSync({ module: data.module });
  project(data.probe);
  self.postMessage({ type: "started" } satisfies Started);
};
