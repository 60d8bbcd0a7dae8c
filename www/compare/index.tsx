/** Comparing packages: a script of its own, which the page fetches when there is a package. */

import { render } from "preact";
import { adoptStyle } from "../ui/adopt-style";
import type { CompareProps, Mounted } from "../ui/lazy-view";
import { CompareCard } from "./compare-card";
import style from "./style.css";

/** Draws the card in an element. */
export function mount(element: HTMLElement, props: CompareProps): Mounted<CompareProps> {
  adoptStyle(style);
  const update = (props: CompareProps) => render(<CompareCard {...props} />, element);
  update(props);
  return { update, unmount: () => render(null, element) };
}
