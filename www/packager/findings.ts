import { PackagerError } from "./errors";
import type { Finding } from "./types";

const RANKS = { error: 0, warning: 1, info: 2 };

/** As a plan sorts them: causes come before what they lead to. `codes` are all there are, in that order. */
export function sorted(findings: Finding[], codes: string[]): Finding[] {
  const ranks = new Map(codes.map((code, rank) => [code, rank]));
  const rank = ({ code }: Finding) => ranks.get(code) ?? codes.length;
  return findings.sort(
    (a, b) =>
      RANKS[a.severity] - RANKS[b.severity] ||
      rank(a) - rank(b) ||
      compare(a.path ?? "", b.path ?? "") ||
      compare(a.message, b.message),
  );
}

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
