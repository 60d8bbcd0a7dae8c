/** The picture of the package: a script of its own, which the page fetches when it is first opened. */

import { render } from "preact";
import { adoptStyle } from "../ui/adopt-style";
import type { Mounted, PictureProps } from "../ui/part";
import { Picture } from "./picture";
import style from "./style.css";

/** Draws the picture in an element. */
export function mount(element: HTMLElement, props: PictureProps): Mounted<PictureProps> {
  adoptStyle(style);
  const update = (props: PictureProps) => render(<Picture {...props} />, element);
  update(props);
  return { update, unmount: () => render(null, element) };
}
