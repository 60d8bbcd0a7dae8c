import type { RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

/**
 * When the focused element inside `container` goes away, because what it does is done, the browser
 * would send the keyboard back to the top of the page. `heir` names the element that takes over.
 */
export function useKeptFocus(
  container: RefObject<HTMLElement | null>,
  heir: () => HTMLElement | null | undefined,
): void {
  const held = useRef(false);
  held.current = container.current?.contains(document.activeElement) ?? false;
  useLayoutEffect(() => {
    const lost = document.activeElement === null || document.activeElement === document.body;
    if (held.current && lost) heir()?.focus({ preventScroll: true });
  });
}
