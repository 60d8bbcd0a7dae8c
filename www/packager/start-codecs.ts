/** The module of what few packages need, in a worker. What it does is in src/wasm/codecs.rs. */

import * as codecs from "../generated/codecs";

/** Starts the compiled module; what it exports is for the worker's own module. */
export function startCodecs(module: WebAssembly.Module): typeof codecs {
  codecs.initSync({ module });
  return codecs;
}
