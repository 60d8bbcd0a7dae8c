import type { DeployActions } from "../deploy/deploy-actions";
import type { DeployState } from "../deploy/deploy-state";
import type { Plan } from "../packager/types";
import type { ProjectActions } from "../project/project-actions";
import { type Download, downloadsOf, type PageState, planOf } from "../state/page";
import { isProject, type ProjectState, pressedRows } from "../state/project-state";
import type { Actions } from "./actions";
import type { Guide } from "./guide";
import type { FetchHost, LazyScripts } from "./lazy-view";

/** The properties of the page. */
export interface PageProps {
  state: PageState;
  actions: Actions;
  guide: Guide;
  parts: LazyScripts;
  fetchHost: FetchHost;
  deploy: DeployState;
  deployActions: DeployActions;
  /** The Content-Security-Policy of the page. */
  policy: string;
  project: ProjectState;
  projectActions: ProjectActions;
}

/** The properties of the page, with derived values for all of its cards. */
export interface PageView extends PageProps {
  /** Whether something was dropped. */
  filled: boolean;
  /** Whether the drop is shown as a repository with the functions that it states. */
  isRepository: boolean;
  /** The packages that can be downloaded and deployed. */
  downloads: Download[];
  /** The plan to show; null for a repository. */
  plan: Plan | null;
}

/** Derives the values for the cards from the properties of the page. */
export function pageView(props: PageProps): PageView {
  const { state, project } = props;
  const filled = state.items.length > 0;
  const isRepository = filled && isProject(project);
  return {
    ...props,
    filled,
    isRepository,
    downloads: isRepository ? downloadsOfProject(project) : downloadsOf(state),
    plan: isRepository ? null : planOf(state),
  };
}

/** The packages of a repository, as the deploy card names them. */
function downloadsOfProject(project: ProjectState): Download[] {
  return pressedRows(project).map(({ definition, package: zip }) => {
    return { kind: definition.target.kind, zip, name: `${definition.id}.zip`, url: "" };
  });
}
