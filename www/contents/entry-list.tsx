import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { t } from "../texts/language";
import { formatMode, formatNoun, formatSize } from "../ui/format";
import { Name } from "../ui/name";
import { useRowWindow } from "../ui/use-row-window";
import type { Row } from "./rows";

/** Height of a row in pixels. The style sheet has the same height. */
const ROW_HEIGHT = 28;

type Order = "path" | "size";

interface Props {
  rows: Row[];
  /** The path of the file that is shown. */
  chosen: string | null;
  onChoose(path: string): void;
}

/** Files as a table. Only the visible rows are in the document. */
export function EntryList({ rows, chosen, onChoose }: Props) {
  const [order, setOrder] = useState<Order>("path");
  const sorted = useMemo(() => sortRows(rows, order), [rows, order]);
  const scroller = useRef<HTMLElement>(null);
  const { first, last } = useRowWindow(scroller, ROW_HEIGHT, sorted.length);

  // When the rows change, they are shown from the top.
  useLayoutEffect(() => {
    scroller.current?.scrollTo(0, 0);
  }, [rows, order]);

  return (
    <section ref={scroller} class="scroller tall" aria-label={t("Entries table")} tabIndex={0}>
      <table class="entries" aria-labelledby="contents-heading" aria-rowcount={sorted.length + 1}>
        <thead>
          <tr aria-rowindex={1}>
            <SortHeader label={t("Path")} order="path" direction="ascending" current={order} onSort={setOrder} />
            <SortHeader label={t("Size")} order="size" direction="descending" current={order} onSort={setOrder} />
            <th scope="col" class="mode">
              {t("Mode")}
            </th>
            <th scope="col" class="from">
              {t("From")}
            </th>
          </tr>
        </thead>
        {/* Empty space for the rows above and below, so that the scroll bar fits the number of all rows. */}
        <tbody style={{ "--above": pixels(first), "--below": pixels(sorted.length - last) }}>
          {sorted.slice(first, last).map((row, index) => (
            <EntryRow
              key={row.path}
              row={row}
              index={first + index + 2}
              isChosen={row.path === chosen}
              onChoose={onChoose}
            />
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** The height of a number of rows. */
export function pixels(rows: number): string {
  return `${rows * ROW_HEIGHT}px`;
}

interface RowProps {
  row: Row;
  index: number;
  isChosen: boolean;
  onChoose(path: string): void;
}

function EntryRow({ row, index, isChosen, onChoose }: RowProps) {
  const slash = row.path.lastIndexOf("/") + 1;
  return (
    <tr aria-rowindex={index} class={isChosen ? "chosen" : undefined}>
      <td class="path" title={row.path}>
        <button type="button" class="name-button" aria-pressed={isChosen} onClick={() => onChoose(row.path)}>
          <Name class="folder" text={row.path.slice(0, slash)} />
          <Name class="name" text={row.path.slice(slash)} />
        </button>
        {row.layer && <span class="tag">{t("layer")}</span>}
      </td>
      <td class="number" title={formatNoun(row.size, "byte")}>
        {formatSize(row.size)}
      </td>
      <td class="mode">{formatMode(row.mode)}</td>
      <td class="from" title={row.from}>
        <Name text={row.from} />
      </td>
    </tr>
  );
}

interface SortHeaderProps {
  label: string;
  order: Order;
  direction: "ascending" | "descending";
  current: Order;
  onSort(order: Order): void;
}

function SortHeader({ label, order, direction, current, onSort }: SortHeaderProps) {
  const sorted = order === current;
  return (
    <th scope="col" class={order === "size" ? "number" : undefined} aria-sort={sorted ? direction : "none"}>
      <button type="button" class="sort" onClick={() => onSort(order)}>
        {label}
        {sorted && <span aria-hidden="true">{direction === "ascending" ? "↑" : "↓"}</span>}
      </button>
    </th>
  );
}

/** The rows sorted by path, which is their given order, or by size, the largest first. */
export function sortRows(rows: Row[], order: Order): Row[] {
  return order === "path" ? rows : [...rows].sort((a, b) => b.size - a.size);
}
