/** The card "Get the libraries": a script of its own, which the page fetches when libraries are missing. */

import { render } from "preact";
import type { PageStore } from "../state/page";
import { adoptStyle } from "../ui/adopt-style";
import type { FetchProps, Mounted } from "../ui/lazy-view";
import type { FetchActions } from "./actions";
import { fetchActions } from "./fetch-actions";
import { LibrariesCard } from "./libraries-card";
import style from "./style.css";

/** The actions by store, so that work in progress continues while the card is not shown. */
const made = new WeakMap<PageStore, FetchActions>();

/** Draws the card in an element. */
export function mount(element: HTMLElement, props: FetchProps): Mounted<FetchProps> {
  const { store, packager } = props;
  const actions = made.get(store) ?? fetchActions(store, packager);
  made.set(store, actions);
  // A build for an air-gapped network has no such element.
  const canFetch = document.querySelector('meta[name="wheelpress-index"]') !== null;
  adoptStyle(style);
  const update = ({ state, functions, locked }: FetchProps) => {
    const given = { state, functions, locked, canFetch, actions };
    render(<LibrariesCard {...given} />, element);
  };
  update(props);
  return { update, unmount: () => render(null, element) };
}
