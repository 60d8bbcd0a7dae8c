/** The editor of the user's own files: a script of its own, which the page fetches when it is first opened. */

import { render } from "preact";
import { adoptStyle } from "../ui/adopt-style";
import type { EditorProps, Mounted } from "../ui/lazy-view";
import { Editor } from "./editor";
import style from "./style.css";

/** Draws the editor in an element. */
export function mount(element: HTMLElement, props: EditorProps): Mounted<EditorProps> {
  adoptStyle(style);
  const update = (props: EditorProps) => render(<Editor {...props} />, element);
  update(props);
  return { update, unmount: () => render(null, element) };
}
