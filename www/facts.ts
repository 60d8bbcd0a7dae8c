/**
 * What is fixed by AWS and shown, or checked, on the page. Types of this file are the shape of the table; its values
 * are those of `src/target.rs`.
 */

/** Where a runtime is in its life. Dates are `YYYY-MM-DD`. */
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
  /** Bytes of a zip that is sent inside a request. A larger zip goes through S3. This size itself is allowed. */
  directUpload: 52_428_800,
  /** Unzipped bytes of a function and its layers. This size itself is refused. */
  unzipped: 262_144_000,
  /** Layers that a function can have. */
  layers: 5,
  /** Characters of a handler. */
  handlerLength: 128,
} as const;
