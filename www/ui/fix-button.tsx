import type { Finding, Fix } from "../packager/types";
import { fixLabel, fixName } from "../state/fix";

interface Props {
  fix: Fix;
  /** The finding that offers the fix. */
  finding: Finding;
  onFix(fix: Fix): void;
}

/** A button that applies the fix of a finding. */
export function FixButton({ fix, finding, onFix }: Props) {
  return (
    <button type="button" class="fix" aria-label={fixName(fix, finding)} onClick={() => onFix(fix)}>
      {fixLabel(fix, finding)}
    </button>
  );
}
