/** Number of rows beyond both edges that also exist, so that quick scrolling does not show empty space. */
const MARGIN = 12;

/**
 * The rows of a table that must exist for the visible part: `first` inclusive, `last` exclusive. All sizes are in
 * pixels; all rows have the same height.
 */
export function rowWindow(
  top: number,
  height: number,
  rowHeight: number,
  rows: number,
): { first: number; last: number } {
  const shown = Math.ceil(height / rowHeight);
  // After filtering, the scroll position can be beyond the end until the browser corrects it.
  const start = Math.min(Math.max(0, Math.floor(top / rowHeight)), Math.max(0, rows - shown));
  // The first row is always an even one, so that the rows keep their colours while the table scrolls.
  const first = Math.max(0, (start - MARGIN) & ~1);
  return { first, last: Math.min(rows, start + shown + MARGIN) };
}
