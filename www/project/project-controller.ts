/** Connects the state of a dropped repository with the packager. */

import { toProblem } from "../common/problem";
import { createStore } from "../common/store";
import type { ProjectPart } from "../deploy/project/project-request";
import type { Item, Project, Target } from "../packager/types";
import {
  initialProject,
  isProject,
  type ProjectStore,
  parseNames,
  pressedRows,
  reduceProject,
} from "../state/project-state";
import { deployPackage } from "./deploy-package";
import { objectKey } from "./object-key";
import type { ProjectActions } from "./project-actions";
import type { ProjectPage } from "./project-page";
import { ProjectPressing } from "./project-pressing";
import { statedTemplate } from "./stated-template";

/** The state of the card, and its actions. */
export interface ProjectController {
  store: ProjectStore;
  actions: ProjectActions;
  /**
   * Reads the dropped items. Resolves with whether they are a repository that states functions. `target`: of functions
   * for which no file states one.
   */
  read(items: Item[], target: Target): Promise<boolean>;
}

/** Connects the card. */
export function connectProject(page: ProjectPage): ProjectController {
  const { packager } = page;
  const store = createStore(initialProject, reduceProject);
  const { dispatch } = store;
  const pressing = new ProjectPressing(store, page);
  let reading = new AbortController();

  const read = async (dropped: Item[], target: Target): Promise<boolean> => {
    reading.abort();
    pressing.abort();
    reading = new AbortController();
    const { signal } = reading;
    try {
      const projects = await (await packager).projects(dropped, { signal });
      if (!signal.aborted) dispatch({ type: "read", projects: projects.map((project) => withTarget(project, target)) });
    } catch {
      // A drop that cannot be read as a repository is pressed as one package.
      if (!signal.aborted) dispatch({ type: "read", projects: [] });
    }
    return isProject(store.state);
  };

  return {
    store,
    read,
    actions: {
      press: () => void pressing.press(),
      cancel: () => pressing.cancel(),
      choose(file) {
        pressing.abort();
        dispatch({ type: "chosen", file });
      },
      dismiss: (isDismissed) => dispatch({ type: "dismissed", isDismissed }),
      form: (change) => dispatch({ type: "form", change }),
      ...downloads(store, page),
      ...deploys(store, page),
    },
  };
}

/** Folders that no file states are packaged for the target of the page. */
function withTarget(project: Project, { runtime, architecture }: Target): Project {
  if (project.statement !== "folders") return project;
  const definitions = project.definitions.map((one) => ({ ...one, target: { ...one.target, runtime, architecture } }));
  return { ...project, definitions };
}

/** The actions that download the results. */
function downloads(
  store: ProjectStore,
  { packager, items, download, work }: ProjectPage,
): Pick<ProjectActions, "downloadBuild" | "downloadTemplate"> {
  /** Runs a task, and shows its failure. */
  const attempt = async (task: () => Promise<void>) => {
    store.dispatch({ type: "failed", problem: null });
    try {
      await task();
    } catch (error) {
      store.dispatch({ type: "failed", problem: toProblem(error) });
    }
  };
  const parts = () => pressedRows(store.state).map((row) => ({ id: row.definition.id, package: row.package }));
  return {
    downloadBuild: () =>
      void attempt(async () => {
        const { buildZip } = await work();
        const template = statedTemplate(store, items());
        download(await buildZip(await packager, template, parts(), store.state.shared), "build.zip");
      }),
    downloadTemplate: () =>
      void attempt(async () => {
        const item = statedTemplate(store, items());
        if (!item) return;
        const { bucket, prefix, shared } = store.state;
        const { packagedTemplate } = await work();
        const { text, remaining } = await packagedTemplate(await packager, item, parts(), shared, { bucket, prefix });
        const name = item.path.endsWith(".json") ? "packaged.json" : "packaged.yaml";
        download(new Blob([text], { type: "text/plain" }), name);
        store.dispatch({ type: "packaged", remaining });
      }),
  };
}

/** The actions that deploy the results. */
function deploys(store: ProjectStore, { deploy }: ProjectPage): Pick<ProjectActions, "upload" | "update"> {
  const parts = (): ProjectPart[] => {
    const { prefix, names } = store.state;
    const functions = parseNames(names);
    return pressedRows(store.state).map((row) => {
      const functionName = functions.get(row.definition.id);
      return {
        zip: deployPackage(row),
        key: objectKey(row.package.codeSha256, prefix),
        ...(functionName && { functionName }),
      };
    });
  };
  return {
    upload: () => deploy({ step: "upload", parts: parts(), bucket: store.state.bucket }),
    update: () => deploy({ step: "update", parts: parts(), bucket: store.state.bucket }),
  };
}
