/** The picture of the package: a script of its own, which the page fetches when it is first opened. */

import { render } from "preact";
import { adoptStyle } from "../ui/adopt-style";
import type { Mounted, TreemapProps } from "../ui/lazy-view";
import style from "./style.css";
import { Treemap } from "./treemap";

/** Draws the picture in an element. */
export function mount(element: HTMLElement, props: TreemapProps): Mounted<TreemapProps> {
  adoptStyle(style);
  const update = (props: TreemapProps) => render(<Treemap {...props} />, element);
  update(props);
  return { update, unmount: () => render(null, element) };
}
