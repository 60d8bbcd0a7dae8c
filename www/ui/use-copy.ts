import type { RefObject } from "preact";
import { useRef, useState } from "preact/hooks";

/** What a button needs to copy a text. */
export interface Copy {
  /** The reference to the element that contains the text. */
  element: RefObject<HTMLElement | null>;
  copy(): void;
  /** Whether the current text is in the clipboard. */
  isCopied: boolean;
}

/**
 * Copies a text to the clipboard. If the clipboard is forbidden, the text is selected, so that it can be copied by
 * keyboard.
 */
export function useCopy(text: string): Copy {
  const element = useRef<HTMLElement>(null);
  const [copied, setCopied] = useState<string | null>(null);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(text);
    } catch {
      if (element.current) getSelection()?.selectAllChildren(element.current);
    }
  };
  return { element, copy: () => void copy(), isCopied: copied === text };
}
