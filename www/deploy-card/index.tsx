/** Deploying, and opening deployed functions: a script of its own, which the page fetches when either is opened. */

import { render } from "preact";
import { DeployForm } from "../ui/deploy/deploy-form";
import { OpenForm, OpeningNote } from "../ui/deploy/open-form";
import { PreviousDeployCard } from "../ui/deploy/previous-deploy-card";
import { GuideProvider } from "../ui/guide";
import type { DeployProps, Mounted } from "../ui/lazy-view";

export { connectDeploy } from "../deploy/deploy-controller";

/** Draws a view of the deploy state in an element. */
export function mount(element: HTMLElement, props: DeployProps): Mounted<DeployProps> {
  const update = (props: DeployProps) =>
    render(
      <GuideProvider guide={props.guide}>
        <View {...props} />
      </GuideProvider>,
      element,
    );
  update(props);
  return { update, unmount: () => render(null, element) };
}

function View(props: DeployProps) {
  const { deploy, actions } = props;
  switch (props.view) {
    case "deploy":
      return <DeployForm {...props} />;
    case "previous":
      return <PreviousDeployCard deploy={deploy} actions={actions} />;
    case "open":
      return <OpenForm deploy={deploy} actions={actions} />;
    case "opening":
      return (
        deploy.opening && (
          <OpeningNote opening={deploy.opening} onFetch={actions.fetchOpened} onBringLayers={actions.openLayers} />
        )
      );
  }
}
