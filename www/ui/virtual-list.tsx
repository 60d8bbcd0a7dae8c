import type { ComponentChildren, RefObject } from "preact";
import { useRef } from "preact/hooks";
import { useVirtualRows } from "./use-virtual-rows";

interface Props<Row> {
  rows: Row[];
  /** Returns a key that identifies the row. */
  keyOf(row: Row): string;
  /** Draws the contents of a row. */
  draw(row: Row, index: number): ComponentChildren;
  /** The estimated height of a row in pixels. */
  estimate: number;
  class?: string;
  label?: string;
  list?: RefObject<HTMLUListElement | null>;
  /** A row that always exists. */
  kept?: number | null;
}

/** A list. If it is long, only the visible rows and the focused row exist. */
export function VirtualList<Row>({ rows, keyOf, draw, estimate, class: name, label, list, kept }: Props<Row>) {
  const own = useRef<HTMLUListElement>(null);
  const element = list ?? own;
  const drawn = useVirtualRows(element, rows.length, estimate);
  const shown = Array.from({ length: drawn.last - drawn.first }, (_, index) => drawn.first + index);
  for (const row of new Set([focusedRow(element.current), kept ?? null])) {
    if (row !== null && row < rows.length && (row < drawn.first || row >= drawn.last)) shown.push(row);
  }
  shown.sort((a, b) => a - b);
  let next = 0;
  const children: ComponentChildren[] = [];
  for (const index of shown) {
    if (index > next) children.push(<Space key={`space ${next}`} height={drawn.top(index) - drawn.top(next)} />);
    next = index + 1;
    const row = rows[index] as Row;
    children.push(
      <li
        key={keyOf(row)}
        data-row={index}
        aria-setsize={drawn.isWhole ? undefined : rows.length}
        aria-posinset={drawn.isWhole ? undefined : index + 1}
      >
        {draw(row, index)}
      </li>,
    );
  }
  if (next < rows.length) {
    children.push(<Space key="end" height={drawn.top(rows.length) - drawn.top(next)} />);
  }
  return (
    <ul ref={element} class={name} aria-label={label}>
      {children}
    </ul>
  );
}

/** Takes the space of rows that do not exist. */
function Space({ height }: { height: number }) {
  return <li class="space" aria-hidden="true" style={{ height: `${height}px` }} />;
}

function focusedRow(list: HTMLElement | null): number | null {
  const focused = document.activeElement;
  const row = focused && list?.contains(focused) ? focused.closest<HTMLElement>("[data-row]") : null;
  return row ? Number(row.dataset.row) : null;
}
