import type { RefObject } from "preact";
import { useLayoutEffect, useState } from "preact/hooks";
import { rowWindow } from "./row-window";

/** The rows of a scrolling element that must exist. All rows have the same height, in pixels. */
export function useRowWindow(scroller: RefObject<HTMLElement | null>, rowHeight: number, rows: number) {
  const [view, setView] = useState({ top: 0, height: 600 });
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
  return rowWindow(view.top, view.height, rowHeight, rows);
}
