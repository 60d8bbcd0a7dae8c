/** Comparing packages: a script of its own, which the page fetches when there is a package. */

import { render } from "preact";
import type { CompareProps, Mounted } from "../ui/part";
import { CompareCard } from "./compare-card";

/** Draws its card in an element. */
export function mount(element: HTMLElement, props: CompareProps): Mounted<CompareProps> {
  const update = (props: CompareProps) => render(<CompareCard {...props} />, element);
  update(props);
  return { update, unmount: () => render(null, element) };
}
