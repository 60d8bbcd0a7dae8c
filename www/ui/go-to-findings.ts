/** The heading of the findings. */
export const FINDINGS_HEADING = "findings-heading";

/** Brings the findings into sight, and the focus to their heading. */
export function goToFindings(): void {
  document.getElementById(FINDINGS_HEADING)?.focus();
}
