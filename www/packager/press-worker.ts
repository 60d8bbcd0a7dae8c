/** A pressing worker. Its tasks are in src/wasm/press.rs. */

import { initSync, press } from "../generated/press";
import type { Start, Started } from "./protocol";
import { startCodecs } from "./start-codecs";

self.onmessage = ({ data }: MessageEvent<Start>) => {
  // From now on the module receives the messages.
  self.onmessage = null;
  initSync({ module: data.module });
  press(data.probe, startCodecs);
  self.postMessage({ type: "started" } satisfies Started);
};
