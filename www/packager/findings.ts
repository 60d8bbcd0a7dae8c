import { FINDING_CODES } from "../generated/facts";
import { PackagerError } from "./errors";
import type { Finding } from "./types";

const RANKS = { error: 0, warning: 1, info: 2 };

const ORDER = new Map<string, number>(FINDING_CODES.map((code, rank) => [code, rank]));

/**
 * Sorts findings as a plan does: causes come before their consequences. Each finding is listed once, even if several
 * jobs found it.
 */
export function sorted(findings: Finding[]): Finding[] {
  const rank = ({ code }: Finding) => ORDER.get(code) ?? ORDER.size;
  const order = (a: Finding, b: Finding) =>
    RANKS[a.severity] - RANKS[b.severity] ||
    rank(a) - rank(b) ||
    compare(a.path ?? "", b.path ?? "") ||
    compare(a.message, b.message);
  const all = [...findings].sort(order);
  return all.filter((finding, at) => at === 0 || order(all[at - 1] as Finding, finding) !== 0);
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** Whether a finding stops packing. */
export const isError = ({ severity }: Finding) => severity === "error";

/** Throws the first error finding, with all findings, unless errors are allowed. */
export function refuseErrors(findings: Finding[], allowErrors: boolean): void {
  const errors = findings.filter(isError);
  const [first] = errors;
  if (!first || allowErrors) return;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : "";
  throw new PackagerError({ ...first, message: `${first.message}${more}`, findings });
}
