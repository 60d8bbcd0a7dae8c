import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Entry } from "../packager/types";
import { Count } from "./count";
import { formatCount, formatMode, formatNoun, formatSize } from "./format";
import { rowWindow } from "./row-window";

/** Pixels. The style sheet gives the rows the same height. */
const ROW_HEIGHT = 28;

type Order = "path" | "size";

/** The entries of the package. Only the rows that are visible are in the document. */
export function EntryTable({ entries }: { entries: Entry[] }) {
  const [filter, setFilter] = useState("");
  const [order, setOrder] = useState<Order>("path");
  const rows = useMemo(() => selectEntries(entries, filter, order), [entries, filter, order]);
  const scroller = useRef<HTMLElement>(null);
  const [view, setView] = useState({ top: 0, height: 600 });

  // Other rows are shown from the top.
  useLayoutEffect(() => {
    scroller.current?.scrollTo(0, 0);
  }, [filter, order]);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const measure = () => setView({ top: element.scrollTop, height: element.clientHeight });
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    element.addEventListener("scroll", measure, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener("scroll", measure);
    };
  }, []);

  const { first, last } = rowWindow(view.top, view.height, ROW_HEIGHT, rows.length);
  return (
    <section class="card" aria-labelledby="entries-heading">
      <div class="heading-row">
        <h2 id="entries-heading">
          Entries <Count value={entries.length} />
        </h2>
        <label class="filter">
          <span>Filter</span>
          <input
            type="search"
            autocomplete="off"
            spellcheck={false}
            placeholder="Path or source"
            value={filter}
            onInput={(event) => setFilter(event.currentTarget.value)}
          />
        </label>
      </div>
      <p class="visually-hidden" aria-live="polite">
        {filter && `${formatNoun(rows.length, "entry", "entries")} shown`}
      </p>
      <section ref={scroller} class="scroller tall" aria-label="Entries table" tabIndex={0}>
        <table class="entries" aria-labelledby="entries-heading" aria-rowcount={rows.length + 1}>
          <thead>
            <tr aria-rowindex={1}>
              <SortHeader label="Path" order="path" direction="ascending" current={order} onSort={setOrder} />
              <SortHeader label="Size" order="size" direction="descending" current={order} onSort={setOrder} />
              <th scope="col" class="mode">
                Mode
              </th>
              <th scope="col" class="from">
                From
              </th>
            </tr>
          </thead>
          {/* Empty space for the rows above and below, so that the scroll bar fits the number of all rows. */}
          <tbody style={{ "--above": pixels(first), "--below": pixels(rows.length - last) }}>
            {rows.slice(first, last).map((entry, index) => (
              <EntryRow key={entry.path} entry={entry} index={first + index + 2} />
            ))}
          </tbody>
        </table>
        {rows.length === 0 && <p class="note none">{filter ? `No entry matches "${filter}"` : "No entries"}</p>}
      </section>
    </section>
  );
}

function pixels(rows: number): string {
  return `${rows * ROW_HEIGHT}px`;
}

function EntryRow({ entry, index }: { entry: Entry; index: number }) {
  const slash = entry.path.lastIndexOf("/") + 1;
  return (
    <tr aria-rowindex={index}>
      <td class="path" title={entry.path}>
        <span class="folder">{entry.path.slice(0, slash)}</span>
        <span class="name">{entry.path.slice(slash)}</span>
        {entry.layer && <span class="tag">layer</span>}
      </td>
      <td class="number" title={`${formatCount(entry.size)} bytes`}>
        {formatSize(entry.size)}
      </td>
      <td class="mode">{formatMode(entry.mode)}</td>
      <td class="from" title={entry.from}>
        {entry.from}
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

/** The entries whose path or source contains `filter`, in this order. */
export function selectEntries(entries: Entry[], filter: string, order: Order): Entry[] {
  const wanted = filter.trim().toLowerCase();
  const found = wanted
    ? entries.filter((entry) => `${entry.path}\n${entry.from}`.toLowerCase().includes(wanted))
    : entries;
  return order === "path" ? found : [...found].sort((a, b) => b.size - a.size);
}
