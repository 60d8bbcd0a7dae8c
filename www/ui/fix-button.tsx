import type { Finding, Fix } from "../packager/types";
import { fixLabel } from "../state/fix";

interface Props {
  fix: Fix;
  /** What offers it. */
  finding: Finding;
  onFix(fix: Fix): void;
}

/** A button that does what a finding offers. */
export function FixButton({ fix, finding, onFix }: Props) {
  return (
    <button type="button" class="fix" onClick={() => onFix(fix)}>
      {fixLabel(fix, finding)}
    </button>
  );
}
