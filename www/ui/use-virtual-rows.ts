import type { RefObject } from "preact";
import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { type Range, RowHeights } from "./row-heights";

/** Maximum number of rows of a list that is drawn completely. */
const WHOLE = 100;

/** The rows of a list that exist, and the space of the others in pixels. */
export interface Drawn extends Range {
  isWhole: boolean;
  /** The distance from the top of the first row to that of `row`. */
  top(row: number): number;
}

/**
 * Determines the rows of a long list that exist: only the visible ones, whichever element scrolls. `list` is the
 * element that contains the rows; a row is an element of any height with its number in `data-row`. `estimate` is the
 * estimated height of a row in pixels.
 */
export function useVirtualRows(list: RefObject<HTMLElement | null>, count: number, estimate: number): Drawn {
  const isWhole = count <= WHOLE;
  const heights = useMemo(() => new RowHeights(isWhole ? 0 : count, estimate), [isWhole, count, estimate]);
  const [range, setRange] = useState<Range>({ first: 0, last: WHOLE });
  const [, redraw] = useState(0);
  const measure = useRef(() => {});

  measure.current = () => {
    if (!list.current || isWhole) return;
    const { top, bottom } = visiblePart(list.current);
    const next = heights.between(top, bottom);
    if (next.first !== range.first || next.last !== range.last) setRange(next);
  };

  useLayoutEffect(() => {
    if (!list.current || isWhole) return;
    const onChange = () => measure.current();
    const observer = new ResizeObserver(onChange);
    observer.observe(list.current);
    addEventListener("resize", onChange);
    // Scroll events do not bubble, and the scrolling element may be the list, one of its ancestors or the page.
    document.addEventListener("scroll", onChange, { capture: true, passive: true });
    return () => {
      observer.disconnect();
      removeEventListener("resize", onChange);
      document.removeEventListener("scroll", onChange, { capture: true });
    };
  }, [list, isWhole]);

  useLayoutEffect(() => {
    if (!list.current || isWhole) return;
    let isNews = false;
    for (const row of list.current.querySelectorAll<HTMLElement>("[data-row]")) {
      // The rows of a closed list have no height.
      isNews = heights.set(Number(row.dataset.row), row.getBoundingClientRect().height) || isNews;
    }
    if (isNews) redraw((times) => times + 1);
    measure.current();
  });

  if (isWhole) return { isWhole, first: 0, last: count, top: () => 0 };
  const first = Math.min(range.first, Math.max(0, count - WHOLE));
  return { isWhole, first, last: Math.min(count, Math.max(range.last, first)), top: (row) => heights.top(row) };
}

/** The part of a list that is visible, as distances from its top. */
function visiblePart(list: HTMLElement): { top: number; bottom: number } {
  const scroller = scrollerOf(list);
  const clip = scroller?.getBoundingClientRect();
  const start =
    scroller === list ? list.getBoundingClientRect().top - list.scrollTop : list.getBoundingClientRect().top;
  return {
    top: Math.max(0, clip?.top ?? 0) - start,
    bottom: Math.min(innerHeight, clip?.bottom ?? innerHeight) - start,
  };
}

function scrollerOf(list: HTMLElement): HTMLElement | null {
  for (let element: HTMLElement | null = list; element; element = element.parentElement) {
    if (element === document.body) return null;
    if (/auto|scroll/.test(getComputedStyle(element).overflowY)) return element;
  }
  return null;
}
