import { LIMITS } from "../common/facts";
import type { DeployPackage } from "../deploy/deploy-request";
import type { DeployController } from "../deploy/lazy-deploy";
import type { ProjectScope } from "../deploy/project/project-request";
import type { Item, SuggestedTarget } from "../packager/types";
import { deployPackage } from "../project/deploy-package";
import { objectKeys } from "../project/object-key";
import type { ProjectController } from "../project/project-controller";
import type { PageState, PageStore } from "../state/page";
import { isProject, type ProjectState, parseNames, pressedRows } from "../state/project-state";

/**
 * Reads the dropped items as a repository whenever they change. Returns a function that determines whether the items of
 * a page state are a repository.
 */
export function readProjects(store: PageStore, project: ProjectController): (state: PageState) => Promise<boolean> {
  let read: { items: Item[]; result: Promise<boolean> } | undefined;
  const isRepository = async ({ items, target }: PageState) => {
    if (read?.items !== items) read = { items, result: project.read(items, target) };
    await read.result;
    return isProject(project.store.state);
  };
  store.subscribe((state, previous) => {
    if (state.items !== previous.items) void isRepository(state);
  });
  project.store.subscribe((state, previous) => {
    // The user wants one package of the whole drop: its target is the one that the functions have in common.
    if (state.isDismissed && !previous.isDismissed) store.dispatch({ type: "stated", target: targetOf(state) });
  });
  return isRepository;
}

/** The runtime and the architecture, each only if all functions and layers of the file have the same one. */
function targetOf({ project, rows }: ProjectState): SuggestedTarget {
  const from = `"${project?.file}"`;
  const [first, ...others] = rows.map(({ definition }) => definition.target);
  if (!project?.file || !first) return {};
  const { runtime, architecture } = first;
  return {
    ...(others.every((other) => other.runtime === runtime) && { runtime: { name: runtime, from } }),
    ...(others.every((other) => other.architecture === architecture) && { architecture: { name: architecture, from } }),
  };
}

/** The packages of a repository, as the deploy card takes them. */
export function projectPackages(state: ProjectState): DeployPackage[] {
  if (!isProject(state)) return [];
  return pressedRows(state).map(deployPackage);
}

/** What the IAM policies for a deploy of the pressed repository cover; null if nothing is pressed. */
function scopeOf(state: ProjectState): ProjectScope | null {
  const packages = projectPackages(state);
  if (packages.length === 0) return null;
  const { bucket, prefix, names } = state;
  const named = parseNames(names);
  const functions = pressedRows(state).flatMap(({ definition }) => named.get(definition.id) ?? []);
  const isLarge = packages.some(({ blob }) => blob.size > LIMITS.directUpload);
  return { bucket, keys: objectKeys(prefix), functions: functions.join("\n"), isLarge };
}

/** Informs the deploy card when a repository was pressed or is gone, and where it is to be deployed. */
export function announceProject({ store }: ProjectController, { store: deployStore, connect }: DeployController): void {
  store.subscribe((state) => {
    const project = state.running ? null : scopeOf(state);
    if (JSON.stringify(project) === JSON.stringify(deployStore.state.project)) return;
    // The script of the deploy card lists the policies that are needed. It may not have been fetched yet.
    if (project) connect().catch(() => {});
    deployStore.dispatch({ type: "project", project });
  });
  store.subscribe((state, previous) => {
    if (state.running || (state.rows === previous.rows && state.running === previous.running)) return;
    const packages = projectPackages(state);
    if (packages.length === 0 && projectPackages(previous).length === 0) return;
    const kind = packages.find((one) => one.kind === "function")?.kind ?? packages[0]?.kind ?? "function";
    deployStore.dispatch({ type: "packages", names: packages.map(({ name }) => name), kind });
  });
}
