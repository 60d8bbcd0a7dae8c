import { PackagerError } from "./errors";
import type { Finding } from "./types";

const RANKS = { error: 0, warning: 1, info: 2 };

export const sorted = (findings: Finding[]) =>
  findings.sort(
    (a, b) => RANKS[a.severity] - RANKS[b.severity] || compare(a.code, b.code) || compare(a.message, b.message),
  );

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

export const isError = ({ severity }: Finding) => severity === "error";

/** Throws the first error, with all findings. */
export function refuseErrors(findings: Finding[], allowErrors: boolean): void {
  const errors = findings.filter(isError);
  const [first] = errors;
  if (!first || allowErrors) return;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : "";
  throw new PackagerError({ ...first, message: `${first.message}${more}`, findings });
}
