/** The id of the heading of the findings. */
export const FINDINGS_HEADING = "findings-heading";

/** Moves the focus to the heading of the findings, which scrolls it into view. */
export function goToFindings(): void {
  document.getElementById(FINDINGS_HEADING)?.focus();
}
