import type { VNode } from "preact";
import { useRef } from "preact/hooks";
import { useDrawnRows } from "./use-drawn-rows";

/** Pixels. The style sheet gives rows of one line that height. */
const ROW_HEIGHT = 28;

interface Props<Row> {
  rows: Row[];
  /** A row's element, a `tr` with these attributes. */
  draw(row: Row, attributes: RowAttributes): VNode;
}

/** Where a row is, for the browser and for readers of screens, which count the header too. */
export interface RowAttributes {
  "data-row": number;
  "aria-rowindex": number;
}

/** The rows of a table below its header, of which only the visible ones exist if there are many. */
export function DrawnBody<Row>({ rows, draw }: Props<Row>) {
  const body = useRef<HTMLTableSectionElement>(null);
  const { first, last, top } = useDrawnRows(body, rows.length, ROW_HEIGHT);
  // Empty space for the rows above and below, so that the scroll bar fits the number of all rows.
  const space = { "--above": `${top(first)}px`, "--below": `${top(rows.length) - top(last)}px` };
  return (
    <tbody ref={body} style={space}>
      {rows
        .slice(first, last)
        .map((row, index) => draw(row, { "data-row": first + index, "aria-rowindex": first + index + 2 }))}
    </tbody>
  );
}
