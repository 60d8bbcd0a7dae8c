import type { RefusedOutcome } from "../state/page";
import { plural, t } from "../texts/language";
import { ProblemNote } from "./problem-note";

/** Number of errors that are shown. */
const SHOWN = 5;

/** The reason why an architecture could not be pressed. */
export function RefusedOutcomeView({ outcome: { architecture, problem } }: { outcome: RefusedOutcome }) {
  const heading = `receipt-${architecture}`;
  const errors = problem.findings?.filter(({ severity }) => severity === "error") ?? [];
  const [first] = errors;
  const more = errors.slice(1, SHOWN);
  return (
    <section class="receipt refused" aria-labelledby={heading}>
      <h3 id={heading}>{t("{architecture} was not pressed", { architecture })}</h3>
      {/* The problem's message has only the first error and the number of the others. Here all are shown. */}
      <ProblemNote problem={first ?? problem} />
      {more.map((finding) => (
        <ProblemNote key={`${finding.code} ${finding.path} ${finding.message}`} problem={finding} />
      ))}
      {errors.length > SHOWN && (
        <p class="note">
          {plural(
            errors.length - SHOWN,
            "And {count} more error: choose {architecture} as the architecture to see all",
            "And {count} more errors: choose {architecture} as the architecture to see all",
            { architecture },
          )}
        </p>
      )}
    </section>
  );
}
