import type { VNode } from "preact";
import { useRef } from "preact/hooks";
import { useVirtualRows } from "./use-virtual-rows";

/** Height in pixels. The style sheet gives rows of one line the same height. */
const ROW_HEIGHT = 28;

interface Props<Row> {
  rows: Row[];
  /** Draws the element of a row, a `tr` with these attributes. */
  draw(row: Row, attributes: RowAttributes): VNode;
}

/** The position of a row, for the browser and for screen readers, which also count the header. */
export interface RowAttributes {
  "data-row": number;
  "aria-rowindex": number;
}

/** The rows of a table below its header. If there are many, only the visible ones exist. */
export function VirtualTableBody<Row>({ rows, draw }: Props<Row>) {
  const body = useRef<HTMLTableSectionElement>(null);
  const { first, last, top } = useVirtualRows(body, rows.length, ROW_HEIGHT);
  // Empty space for the rows above and below, so that the scroll bar matches the number of all rows.
  const space = { "--above": `${top(first)}px`, "--below": `${top(rows.length) - top(last)}px` };
  return (
    <tbody ref={body} style={space}>
      {rows
        .slice(first, last)
        .map((row, index) => draw(row, { "data-row": first + index, "aria-rowindex": first + index + 2 }))}
    </tbody>
  );
}
