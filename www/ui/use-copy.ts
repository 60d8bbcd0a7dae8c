import type { RefObject } from "preact";
import { useRef, useState } from "preact/hooks";

/** What a button needs that copies a text. */
export interface Copy {
  /** For the element that contains the text. */
  element: RefObject<HTMLElement | null>;
  copy(): void;
  /** Whether the present text is in the clipboard. */
  isCopied: boolean;
}

/** Copies a text to the clipboard. Where the clipboard is forbidden, the text is selected for the keyboard. */
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
