/** Rows kept ready beyond both edges, so that a quick scroll does not show blanks. */
const MARGIN = 12;

/** Which rows of a table with rows of one height have to exist: `first` inclusive, `last` exclusive. */
export function rowWindow(
  top: number,
  height: number,
  rowHeight: number,
  rows: number,
): { first: number; last: number } {
  const shown = Math.ceil(height / rowHeight);
  // Filtering can leave the scroll position beyond the end until the browser corrects it.
  const start = Math.min(Math.max(0, Math.floor(top / rowHeight)), Math.max(0, rows - shown));
  // An even first row keeps the stripes of the table in place while it scrolls.
  const first = Math.max(0, (start - MARGIN) & ~1);
  return { first, last: Math.min(rows, start + shown + MARGIN) };
}
