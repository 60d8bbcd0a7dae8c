/** The worker that asks indexes of wheels. What it does is in src/wasm/index. */

import { index, initSync } from "../generated/indexes";
import type { Start, Started } from "./protocol";

self.onmessage = ({ data }: MessageEvent<Start>) => {
  // From now on the module listens.
  self.onmessage = null;
  initSync({ module: data.module });
  index(data.probe);
  self.postMessage({ type: "started" } satisfies Started);
};
