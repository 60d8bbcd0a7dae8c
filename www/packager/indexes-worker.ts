/** The worker for indexes of wheels. Its tasks are in src/wasm/index. */

import { index, initSync } from "../generated/indexes";
import type { Start, Started } from "./protocol";

self.onmessage = ({ data }: MessageEvent<Start>) => {
  // From now on the module receives the messages.
  self.onmessage = null;
  initSync({ module: data.module });
  index(data.probe);
  self.postMessage({ type: "started" } satisfies Started);
};
