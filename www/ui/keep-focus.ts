/** What can have the focus by Tab. */
const FOCUSABLE =
  'button:not(:disabled), a[href], input:not(:disabled), select:not(:disabled), textarea:not(:disabled), summary, [tabindex="0"]';

/** An element that had the focus or was around it, and which child of its parent it was. */
interface Step {
  element: Element;
  index: number;
}

/**
 * When the focused element is removed, the browser moves the focus to the top of the page, and who has no mouse begins
 * anew. This moves it to what took the place of the element: in a list to the next line, else to the heading of its card, or to what can be used there.
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
    // It is where the user looks already, and scrolling would take a mouse's user away.
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

/** The element to move to, given what was around the one that is gone. */
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

/** The heading of a card, or the line that opens it. */
function headingOf(card: Element | null | undefined): HTMLElement | null {
  const heading = card?.querySelector<HTMLElement>("h1, h2, h3");
  if (!heading) return null;
  const summary = heading.closest("summary");
  if (!summary && !heading.hasAttribute("tabindex")) heading.tabIndex = -1;
  return summary ?? heading;
}
