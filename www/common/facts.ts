/**
 * Facts about Lambda that the page shows or checks: its runtimes, architectures and limits. They come from the tables
 * of `src/target.rs`; no file of www repeats one of these numbers.
 */

import type { RuntimeFacts as DeclaredFacts } from "../generated/plan";

export { ARCHITECTURES, HANDLERS, LIMITS, RUNTIMES, STATEMENTS } from "../generated/facts";
export type { RuntimeState } from "../generated/plan";

/** The default runtime. */
export const DEFAULT_RUNTIME = "python3.13";

/** A Python runtime of Lambda. */
export type RuntimeFacts = DeclaredFacts;
