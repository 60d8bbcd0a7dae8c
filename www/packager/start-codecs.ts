/** Starts the module for rarely needed codecs in a worker. Its functions are in src/wasm/codecs.rs. */

import * as codecs from "../generated/codecs";

/** Starts the compiled module. The worker's own module calls its exports. */
export function startCodecs(module: WebAssembly.Module): typeof codecs {
  codecs.initSync({ module });
  return codecs;
}
