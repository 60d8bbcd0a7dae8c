/** What is in the package: a script of its own, which the page fetches when there is a plan. */

import { render } from "preact";
import type { ContentsProps, Mounted } from "../ui/part";
import { ContentsCard } from "./contents-card";

/** Draws the contents in an element. */
export function mount(element: HTMLElement, props: ContentsProps): Mounted<ContentsProps> {
  const update = (props: ContentsProps) => render(<ContentsCard {...props} />, element);
  update(props);
  return { update, unmount: () => render(null, element) };
}
