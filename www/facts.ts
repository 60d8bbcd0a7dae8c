/**
 * Facts about Lambda that the page shows or checks: its runtimes, its architectures and its limits. They are the same
 * as in `src/target.rs`. No other file of www repeats one of these numbers.
 */

/** Whether a runtime can be used, and until when. Dates are `YYYY-MM-DD`. */
export type RuntimeState =
  | { kind: "preview" }
  | { kind: "supported"; until: string }
  | { kind: "deprecated"; createBlockedFrom: string; updateBlockedFrom: string };

/** A Python runtime of Lambda. */
export interface RuntimeFacts {
  /** Lambda's name, such as "python3.13". */
  name: string;
  /** The operating system of the runtime's image. */
  os: "Amazon Linux 2" | "Amazon Linux 2023";
  state: RuntimeState;
}

const DEPRECATED: RuntimeState = {
  kind: "deprecated",
  createBlockedFrom: "2027-02-01",
  updateBlockedFrom: "2027-03-03",
};

/** Lambda's Python runtimes, the oldest first. A new runtime is one line. */
export const RUNTIMES: readonly RuntimeFacts[] = [
  { name: "python3.8", os: "Amazon Linux 2", state: DEPRECATED },
  { name: "python3.9", os: "Amazon Linux 2", state: DEPRECATED },
  { name: "python3.10", os: "Amazon Linux 2", state: DEPRECATED },
  { name: "python3.11", os: "Amazon Linux 2", state: { kind: "supported", until: "2027-06-30" } },
  { name: "python3.12", os: "Amazon Linux 2023", state: { kind: "supported", until: "2028-10-31" } },
  { name: "python3.13", os: "Amazon Linux 2023", state: { kind: "supported", until: "2029-06-30" } },
  { name: "python3.14", os: "Amazon Linux 2023", state: { kind: "supported", until: "2029-06-30" } },
  { name: "python3.15", os: "Amazon Linux 2023", state: { kind: "preview" } },
];

/** Lambda's names of the instruction sets. */
export const ARCHITECTURES = ["x86_64", "arm64"] as const;

/** Limits of Lambda. */
export const LIMITS = {
  /** Bytes of a zip that Lambda takes in a request. A larger zip goes through S3. */
  directUpload: 52_428_800,
  /** Unzipped bytes of a function with its layers. So many are refused already. */
  unzipped: 262_144_000,
  /** Layers that a function can have. */
  layers: 5,
  /** Characters of a handler. */
  handlerLength: 128,
} as const;
