/** The planning worker. Its tasks are in src/wasm/plan. */

import { initSync, plan } from "../generated/plan";
import type { Start, Started } from "./protocol";
import { startCodecs } from "./start-codecs";

self.onmessage = ({ data }: MessageEvent<Start>) => {
  // From now on the module receives the messages.
  self.onmessage = null;
  initSync({ module: data.module });
  plan(data.probe, startCodecs);
  self.postMessage({ type: "started" } satisfies Started);
};
