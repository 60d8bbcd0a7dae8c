/** The cards of a dropped repository: a script of its own, which the page fetches when there is one. */

import { render } from "preact";
import { adoptStyle } from "../ui/adopt-style";
import { GuideProvider } from "../ui/guide";
import type { Mounted, RepositoryProps } from "../ui/lazy-view";
import { ProjectCard } from "./project-card";
import style from "./style.css";

export { pressProject } from "../project/press-project";
export { buildZip, packagedTemplate } from "../project/results";

/** Draws the cards in an element. */
export function mount(element: HTMLElement, props: RepositoryProps): Mounted<RepositoryProps> {
  adoptStyle(style);
  const update = ({ guide, ...props }: RepositoryProps) =>
    render(
      <GuideProvider guide={guide}>
        <ProjectCard {...props} />
      </GuideProvider>,
      element,
    );
  update(props);
  return { update, unmount: () => render(null, element) };
}
