import type { RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

/**
 * When the focused element inside `container` is removed, the browser moves the focus to the top of the page. This
 * moves it to the element that `fallback` returns instead.
 */
export function useKeptFocus(
  container: RefObject<HTMLElement | null>,
  fallback: () => HTMLElement | null | undefined,
): void {
  const hadFocus = useRef(false);
  hadFocus.current = container.current?.contains(document.activeElement) ?? false;
  useLayoutEffect(() => {
    const isLost = document.activeElement === null || document.activeElement === document.body;
    if (hadFocus.current && isLost) fallback()?.focus({ preventScroll: true });
  });
}
