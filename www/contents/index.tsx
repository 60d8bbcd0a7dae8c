/** What is in the package: a script of its own, which the page fetches when there is a plan. */

import { render } from "preact";
import { adoptStyle } from "../ui/adopt-style";
import type { ContentsProps, Mounted } from "../ui/lazy-view";
import { ContentsCard } from "./contents-card";
import { DistributionTable } from "./distribution-table";
import { LeftOutList } from "./left-out-list";
import style from "./style.css";

/** Draws the distributions, those that are omitted, and the contents in an element. */
export function mount(element: HTMLElement, props: ContentsProps): Mounted<ContentsProps> {
  adoptStyle(style);
  const update = (props: ContentsProps) => {
    const cards = (
      <>
        <DistributionTable distributions={props.plan.distributions} />
        <LeftOutList leftOut={props.plan.leftOut} />
        <ContentsCard {...props} />
      </>
    );
    render(cards, element);
  };
  update(props);
  return { update, unmount: () => render(null, element) };
}
