/** Elements that can be focused with the Tab key. */
const FOCUSABLE =
  'button:not(:disabled), a[href], input:not(:disabled), select:not(:disabled), textarea:not(:disabled), summary, [tabindex="0"]';

/** The focused element or one of its ancestors, and its index among the children of its parent. */
interface Step {
  element: Element;
  index: number;
}

/**
 * When the focused element is removed, the browser moves the focus to the top of the page, and keyboard users lose
 * their place. This function moves it to the successor of the element: in a list to the next line, otherwise to the
 * heading of its card, or to an element there that can be focused.
 */
export function keepFocus(root: HTMLElement): void {
  let steps: Step[] = [];
  root.addEventListener("focusin", ({ target }) => {
    steps = target instanceof Element ? stepsTo(target, root) : [];
  });
  const observer = new MutationObserver(() => {
    const isLost = document.activeElement === null || document.activeElement === document.body;
    if (!isLost || steps.length === 0 || steps[0]?.element.isConnected) return;
    const found = successor(steps);
    steps = [];
    // Without scrolling: the place is already visible, and scrolling would disturb mouse users.
    found?.focus({ preventScroll: true });
  });
  observer.observe(root, { childList: true, subtree: true });
}

function stepsTo(element: Element, root: HTMLElement): Step[] {
  const steps: Step[] = [];
  for (let at: Element | null = element; at && at !== root.parentElement; at = at.parentElement) {
    steps.push({ element: at, index: at.parentElement ? [...at.parentElement.children].indexOf(at) : 0 });
  }
  return steps;
}

/** The element to focus, given the ancestors of the removed element. */
function successor(steps: Step[]): HTMLElement | null {
  const number = steps.findIndex(({ element }) => element.isConnected);
  const around = steps[number]?.element;
  const gone = steps[number - 1];
  if (!around || !gone) return null;
  const next = around.children[Math.min(gone.index, around.children.length - 1)];
  const isList = /^(?:ul|ol|tbody)$/i.test(around.tagName);
  const inLine = isList ? next?.querySelector<HTMLElement>(FOCUSABLE) : null;
  const heading = headingOf(around.closest("section")) ?? headingOf(next);
  return inLine ?? heading ?? next?.querySelector<HTMLElement>(FOCUSABLE) ?? null;
}

/** The heading of a card, or the summary line that opens the card. */
function headingOf(card: Element | null | undefined): HTMLElement | null {
  const heading = card?.querySelector<HTMLElement>("h1, h2, h3");
  if (!heading) return null;
  const summary = heading.closest("summary");
  if (!summary && !heading.hasAttribute("tabindex")) heading.tabIndex = -1;
  return summary ?? heading;
}
