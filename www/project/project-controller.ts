/** Connects the state of a dropped repository with the packager. */

import { toProblem } from "../common/problem";
import { createStore } from "../common/store";
import type { ProjectPart, ProjectRequest } from "../deploy/project/project-request";
import type { Item, Packager } from "../packager/types";
import {
  initialProject,
  isProject,
  type ProjectStore,
  parseNames,
  pressedRows,
  reduceProject,
  templateOf,
} from "../state/project-state";
import { deployPackage } from "./deploy-package";
import type { Build } from "./inputs";
import { objectKey } from "./object-key";
import type { PressReports } from "./press-project";
import type { ProjectActions } from "./project-actions";
import type { ProjectWork } from "./work";

/** What the rest of the page gives to the card. */
export interface ProjectPage {
  packager: Promise<Packager>;
  /** What was dropped. */
  items(): Item[];
  /** Offers bytes for download. */
  download(blob: Blob, name: string): void;
  /** Fetches what presses and packages. */
  work(): Promise<ProjectWork>;
  /** Starts a deploy. */
  deploy(request: ProjectRequest): void;
}

/** The card's state, and what the user can do on it. */
export interface ProjectController {
  store: ProjectStore;
  actions: ProjectActions;
  /** Reads what was dropped. Resolves with whether it is a repository that states functions. */
  read(items: Item[]): Promise<boolean>;
}

/** Connects the card. */
export function connectProject({ packager, items, download, deploy, work }: ProjectPage): ProjectController {
  const store = createStore(initialProject, reduceProject);
  const { dispatch } = store;
  const last = new Map<string, Build>();
  let reading = new AbortController();
  let pressing = new AbortController();

  const read = async (dropped: Item[]): Promise<boolean> => {
    reading.abort();
    pressing.abort();
    reading = new AbortController();
    const { signal } = reading;
    try {
      const projects = await (await packager).projects(dropped, { signal });
      if (!signal.aborted) dispatch({ type: "read", projects });
    } catch {
      // What cannot be read as a repository is pressed as one package.
      if (!signal.aborted) dispatch({ type: "read", projects: [] });
    }
    return isProject(store.state);
  };

  const press = async () => {
    pressing = new AbortController();
    const { signal } = pressing;
    const start = performance.now();
    dispatch({ type: "started" });
    try {
      const stated = store.state.rows.map((row) => row.stated);
      const { pressProject } = await work();
      const reports: PressReports = {
        signal,
        onProgress: (progress) => !signal.aborted && dispatch({ type: "progressed", progress }),
        onRow: (id, change) => !signal.aborted && dispatch({ type: "row", id, change }),
        onShared: (layers) => !signal.aborted && dispatch({ type: "shared", layers }),
      };
      // Without a template there is nothing that could name a layer.
      const share = store.state.share && template() !== null;
      await pressProject(await packager, stated, last, reports, { share });
      dispatch({ type: "ended", took: performance.now() - start, problem: null });
    } catch (error) {
      if (!signal.aborted) dispatch({ type: "ended", took: null, problem: toProblem(error) });
    }
  };

  /** Does what may fail, and shows why. */
  const attempt = async (task: () => Promise<void>) => {
    dispatch({ type: "failed", problem: null });
    try {
      await task();
    } catch (error) {
      dispatch({ type: "failed", problem: toProblem(error) });
    }
  };
  const parts = () => pressedRows(store.state).map((row) => ({ id: row.stated.id, package: row.package }));
  /** The template, where the repository is stated by one. */
  const template = (): Item | null => {
    const path = templateOf(store.state.project);
    return items().find((item) => item.path === path) ?? null;
  };

  const deployParts = (): ProjectPart[] => {
    const { prefix, names } = store.state;
    const functions = parseNames(names);
    return pressedRows(store.state).map((row) => {
      const functionName = functions.get(row.stated.id);
      return {
        zip: deployPackage(row),
        key: objectKey(row.package.codeSha256, prefix),
        ...(functionName && { functionName }),
      };
    });
  };

  return {
    store,
    read,
    actions: {
      press: () => void press(),
      cancel() {
        pressing.abort();
        dispatch({ type: "ended", took: null, problem: null });
        for (const { stated, status } of store.state.rows) {
          if (status === "pressing") dispatch({ type: "row", id: stated.id, change: { status: "waiting" } });
        }
      },
      choose(file) {
        pressing.abort();
        dispatch({ type: "chosen", file });
      },
      dismiss: (isDismissed) => dispatch({ type: "dismissed", isDismissed }),
      form: (change) => dispatch({ type: "form", change }),
      downloadBuild: () =>
        void attempt(async () => {
          const { buildZip } = await work();
          download(await buildZip(await packager, template(), parts(), store.state.shared), "build.zip");
        }),
      upload: () => deploy({ step: "upload", parts: deployParts(), bucket: store.state.bucket }),
      update: () => deploy({ step: "update", parts: deployParts(), bucket: store.state.bucket }),
      downloadTemplate: () =>
        void attempt(async () => {
          const item = template();
          if (!item) return;
          const { bucket, prefix, shared } = store.state;
          const { packagedTemplate } = await work();
          const text = await packagedTemplate(await packager, item, parts(), shared, { bucket, prefix });
          const name = item.path.endsWith(".json") ? "packaged.json" : "packaged.yaml";
          download(new Blob([text], { type: "text/plain" }), name);
        }),
    },
  };
}
