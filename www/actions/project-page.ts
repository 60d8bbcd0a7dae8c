import type { DeployPackage } from "../deploy/deploy-request";
import type { DeployController } from "../deploy/late-deploy";
import type { Item } from "../packager/types";
import { deployPackage } from "../project/deploy-package";
import type { ProjectController } from "../project/project-controller";
import type { PageState, PageStore } from "../state/page";
import { isProject, type ProjectState, pressedRows } from "../state/project-state";

/** Reads what was dropped whenever it has changed. Returns whether a state of the page is about a repository. */
export function readProjects(store: PageStore, project: ProjectController): (state: PageState) => Promise<boolean> {
  let read: { items: Item[]; result: Promise<boolean> } | undefined;
  const isRepository = async ({ items }: PageState) => {
    if (read?.items !== items) read = { items, result: project.read(items) };
    await read.result;
    return isProject(project.store.state);
  };
  store.subscribe((state, previous) => {
    if (state.items !== previous.items) void isRepository(state);
  });
  project.store.subscribe((state, previous) => {
    // Now one package of the whole drop is wanted: an option that is none makes its plan.
    if (state.isDismissed && !previous.isDismissed) store.dispatch({ type: "option", change: {} });
  });
  return isRepository;
}

/** The packages of a repository, as the deploy card takes them. */
export function projectPackages(state: ProjectState): DeployPackage[] {
  if (!isProject(state)) return [];
  return pressedRows(state).map(deployPackage);
}

/** Tells the deploy card when a repository was pressed, or is gone. */
export function announceProject({ store }: ProjectController, { store: deployStore }: DeployController): void {
  store.subscribe((state, previous) => {
    if (state.running || (state.rows === previous.rows && state.running === previous.running)) return;
    const packages = projectPackages(state);
    if (packages.length === 0 && projectPackages(previous).length === 0) return;
    const kind = packages.find((one) => one.kind === "function")?.kind ?? packages[0]?.kind ?? "function";
    deployStore.dispatch({ type: "packages", names: packages.map(({ name }) => name), kind });
  });
}
