export interface RuntimeRow {
  runtime: string;
  /** Said in the list itself, where it matters before choosing. */
  mark?: "deprecated" | "preview";
  /** One sentence under the list. */
  state: string;
}

/** Lambda's Python runtimes, newest first. A new runtime is one line. */
export const RUNTIMES: RuntimeRow[] = [
  { runtime: "python3.15", mark: "preview", state: "In preview, not for production" },
  { runtime: "python3.14", state: "Amazon Linux 2023, until 2029-06-30" },
  { runtime: "python3.13", state: "Amazon Linux 2023, until 2029-06-30" },
  { runtime: "python3.12", state: "Amazon Linux 2023, until 2028-10-31" },
  { runtime: "python3.11", state: "Amazon Linux 2, until 2027-06-30" },
  { runtime: "python3.10", mark: "deprecated", state: deprecated() },
  { runtime: "python3.9", mark: "deprecated", state: deprecated() },
  { runtime: "python3.8", mark: "deprecated", state: deprecated() },
];

function deprecated(): string {
  return "Amazon Linux 2; creating is blocked from 2027-02-01, updating from 2027-03-03";
}

export const ARCHITECTURES = ["x86_64", "arm64"] as const;

/** Unzipped bytes, layers included; Lambda refuses exactly this size too. */
export const UNZIPPED_LIMIT = 262_144_000;
export const UNZIPPED_LIMIT_NAME = "250 MiB";

/** Characters of a handler. */
export const HANDLER_LENGTH = 128;
