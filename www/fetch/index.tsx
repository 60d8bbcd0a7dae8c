/** The card that fetches libraries: a script of its own, which the page fetches when libraries are missing. */

import { render } from "preact";
import type { FetchProps, Mounted } from "../ui/part";
import { FetchCard } from "./fetch-card";

export { fetchActions } from "./fetch-actions";

/** Draws the card in an element. */
export function mount(element: HTMLElement, props: FetchProps): Mounted<FetchProps> {
  const update = (props: FetchProps) => render(<FetchCard {...props} />, element);
  update(props);
  return { update, unmount: () => render(null, element) };
}
