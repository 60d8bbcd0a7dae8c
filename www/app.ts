import { h, render } from "preact";
import { compareActions } from "./actions/compare-actions";
import { contentsActions } from "./actions/contents-actions";
import { deployOnChange } from "./actions/deploy-on-change";
import { announcePackages, deployPackages, takeLayers, takeOpened } from "./actions/deploy-page";
import { editActions, guardEdits } from "./actions/edit-actions";
import { chooseLanguage, initialLanguage, loadLanguage } from "./actions/language-actions";
import { keepPlanned } from "./actions/planning";
import { pressActions, revokeOldDownloads } from "./actions/press-actions";
import { announceProject, projectPackages, readProjects } from "./actions/project-page";
import { readActions, takeFiles, takeLaunched, takeUrls } from "./actions/read-actions";
import { recallSettings, rememberSettings } from "./actions/remember-settings";
import { followSettings, readSettings, saveSettings } from "./actions/settings-actions";
import { whenIdle } from "./actions/when-idle";
import { nextFrame } from "./common/next-frame";
import { createStore } from "./common/store";
import type { DeployHost } from "./deploy/client";
import type { OpenedFunction } from "./deploy/controller/context";
import type { DeployForm } from "./deploy/form";
import { type DeployController, lazyDeploy } from "./deploy/lazy-deploy";
import type { Item, Packager, PackagerOptions, Plan } from "./packager/types";
import { connectProject, type ProjectController } from "./project/project-controller";
import { fileOf } from "./state/fix";
import { initialPage, type PageStore } from "./state/page";
import { reducePage } from "./state/reduce-page";
import type { Actions, ExampleName } from "./ui/actions";
import type { Guide } from "./ui/guide";
import { keepFocus } from "./ui/keep-focus";
import type { FetchHost, LazyScripts } from "./ui/lazy-view";
import { prepare } from "./ui/lazy-view-loader";
import { Page } from "./ui/page";

/** How a host keeps the page in the browser, so that it opens without a network. */
export interface Offline {
  /** Fetches everything, and calls `onNewer` when a newer version of the page has been fetched. */
  keep(onNewer: () => void): Promise<void>;
  /** Opens the newer version. */
  reload(): void;
}

/** Where the page starts from, apart from what is dropped. */
export interface StartInput {
  /** Values that the form of the deploy card starts with. */
  deployTo?: Partial<DeployForm>;
  /** The addresses of wheels and zips to fetch. */
  addresses?: string[];
  /** Files that another program has handed over. */
  files?: Promise<File[]>;
  /** An example to open. */
  example?: ExampleName;
  /** Whether the card that opens deployed functions is open. */
  opensFunction?: boolean;
}

/**
 * Starts the page. The hosts of the page differ in how they start the packager and the workers for deploying, and in
 * where they have the text about the findings and the scripts of the parts that are fetched on first use.
 */
export function start(
  createPackager: (options?: PackagerOptions) => Promise<Packager>,
  guide: Guide,
  deployHost: DeployHost,
  parts: LazyScripts,
  offline?: Offline,
  beginning: StartInput = {},
): void {
  const root = document.getElementById("page");
  if (!root) throw new Error('the element "page" is missing');
  const store = createStore(recallSettings({ ...initialPage, index: servedIndex() }), reducePage);
  rememberSettings(store);
  let drawn = () => {};
  const painted = new Promise<void>((resolve) => {
    drawn = () => void nextFrame().then(resolve);
  });
  // The planning module is ten times the size of what the page needs to be drawn. If both were fetched at the same
  // time, both would arrive late on a slow network.
  const packager = painted.then(() => createPackager());
  const project = connectProject({
    packager,
    items: () => store.state.items,
    download: saveAs,
    work: parts.repository,
    deploy: (request) => deploy.actions.startProject(request),
  });
  // The card "Get the libraries" stands above the findings and would push them down if it came after them. If its
  // script does not arrive within 500 ms, the plan is shown without it.
  const prepareFetch = async ({ missing }: Plan) => {
    const soon = new Promise((resolve) => setTimeout(resolve, 500));
    if (missing.needs.length > 0) await Promise.race([prepare(parts.fetch), soon]).catch(() => {});
  };
  const projects = readProjects(store, project);
  const planned = keepPlanned(store, packager, projects, readSettings(store, packager), prepareFetch);
  const actions: Actions = {
    ...createActions(store, packager, planned, parts),
    reload: () => offline?.reload(),
    saveSettings: () =>
      saveSettings(store, packager, deploy.store.state.form, { index: servedIndex(), download: saveAs }),
  };
  const deployPage = {
    packages: () => [...deployPackages(store.state), ...projectPackages(project.store.state)],
    manifestOf: async (zip: Blob) => (await packager).manifest(zip),
    take: (opened: OpenedFunction) => takeOpened(store, opened),
    takeLayers: (files: File[], missingSize: number) => takeLayers(store, files, missingSize),
  };
  const deploy = lazyDeploy(async (store) => (await parts.deployCard()).connectDeploy(deployHost, deployPage, store));
  announcePackages(store, deploy);
  followSettings(store, deploy);
  deployOnChange(store, deploy, actions.press, planned);
  announceProject(project, deploy);
  // The deploy card is drawn only after it is connected.
  const deployCard = () => deploy.connect().then(parts.deployCard);
  const fetchTheRest = () => {
    deployCard().catch(() => {});
    const soon = [parts.contents, parts.compare, parts.fetch, parts.repository];
    for (const part of soon) prepare<unknown>(part).catch(() => {});
    deployHost.prefetch?.();
    offline?.keep(() => store.dispatch({ type: "newer" })).catch(() => {});
  };
  // A part that cannot be fetched now is fetched when it is first used.
  packager.then(() => whenIdle(store, fetchTheRest)).catch(() => {});
  revokeOldDownloads(store);
  addEventListener("beforeunload", (event) => guardEdits(store, event));
  takeLaunched(store);
  void takeUrls(store, beginning.addresses ?? []);
  void beginning.files?.then((files) => takeFiles(store, files));
  if (beginning.example) actions.example(beginning.example);
  if (beginning.opensFunction) deploy.actions.toggle(true);
  if (beginning.deployTo) deploy.actions.form(beginning.deployTo);
  const host = { guide, parts: { ...parts, deployCard }, fetchHost: { store, packager } };
  const drawPage = () => {
    keepDrawn(root, store, actions, host, deploy, project);
    drawn();
  };
  const language = initialLanguage(store.state);
  // Draws in a task of its own, not in the one that has just run the script.
  if (language === "en") setTimeout(drawPage);
  else void loadLanguage(parts, language).finally(drawPage);
}

interface WithManifest {
  chrome?: { runtime?: { getManifest?(): { content_security_policy?: { extension_pages?: string } } } };
}

/** The Content-Security-Policy of the page, from its head or from the manifest of the extension. */
function ownPolicy(): string {
  const meta = document.querySelector<HTMLMetaElement>('meta[http-equiv="Content-Security-Policy"]');
  const manifest = (globalThis as WithManifest).chrome?.runtime?.getManifest?.();
  return meta?.content ?? manifest?.content_security_policy?.extension_pages ?? "";
}

/** Draws the page now, and after each change. */
function keepDrawn(
  root: HTMLElement,
  store: PageStore,
  actions: Actions,
  host: { guide: Guide; parts: LazyScripts; fetchHost: FetchHost },
  deploy: DeployController,
  project: ProjectController,
): void {
  const policy = ownPolicy();
  let isScheduled = false;
  const draw = () => {
    isScheduled = false;
    const deployProps = { deploy: deploy.store.state, deployActions: deploy.actions };
    const projectProps = { project: project.store.state, projectActions: project.actions };
    render(h(Page, { state: store.state, actions, policy, ...host, ...deployProps, ...projectProps }), root);
  };
  // A drop dispatches hundreds of events in a row. The page is drawn once for all of them.
  const schedule = () => {
    if (!isScheduled) setTimeout(draw);
    isScheduled = true;
  };
  store.subscribe(schedule);
  deploy.store.subscribe(schedule);
  project.store.subscribe(schedule);
  root.replaceChildren();
  draw();
  keepFocus(root);
}

function createActions(
  store: PageStore,
  packager: Promise<Packager>,
  planned: () => Promise<void>,
  parts: LazyScripts,
): Omit<Actions, "reload" | "saveSettings"> {
  const { dispatch } = store;
  const pressing = pressActions(store, packager, planned);
  return {
    ...readActions(store),
    ...pressing,
    ...compareActions(store, packager),
    ...contentsActions(store, packager),
    ...editActions(store),
    remove: (name) => dispatch({ type: "removed", name }),
    inLayer: (name, isIn) => dispatch({ type: "inLayer", name, isIn }),
    async example(name) {
      const { examples } = await parts.examples();
      dispatch({ type: "example", items: examples[name].map(decode) });
      // The example "broken" is not pressed: it shows findings.
      if (name !== "broken") pressing.press();
    },
    stopPlanning: () => dispatch({ type: "planStopped" }),
    // An empty change of the options starts a new plan.
    planAgain: () => dispatch({ type: "option", change: {} }),
    require: (name) => dispatch({ type: "required", name }),
    async fix(fix) {
      try {
        if (fix.kind === "copy") await navigator.clipboard.writeText(fix.command);
      } catch {
        // Where the page may not write to the clipboard, the hint has the command.
        return;
      }
      const file = await fileOf(store.state, fix);
      dispatch({ type: "fix", fix, ...(file && { file }) });
    },
    undo: () => dispatch({ type: "undo" }),
    restoreEdits: () => dispatch({ type: "editsRestored" }),
    target: (change) => dispatch({ type: "target", change }),
    handler: (handler) => dispatch({ type: "handler", handler }),
    layers: (layers) => dispatch({ type: "layers", layers }),
    option: (change) => dispatch({ type: "option", change }),
    compression: (compression) => dispatch({ type: "compression", compression }),
    language: (language) => chooseLanguage(store, parts, language),
    pressesItself: (pressesItself) => dispatch({ type: "pressesItself", pressesItself }),
    allowErrors: (allowErrors) => dispatch({ type: "allowErrors", allowErrors }),
  };
}

/** An item of an example. `base64` has its bytes. */
function decode({ path, base64 }: { path: string; base64: string }): Item {
  const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  return { path, file: new File([bytes], path.slice(path.lastIndexOf("/") + 1)) };
}

/** Offers a blob for download. */
function saveAs(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  Object.assign(document.createElement("a"), { href: url, download: name }).click();
  // The browser has read the blob by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** The default index that the server of the page has named in its HTML; empty if there is none. */
function servedIndex(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="wheelpress-index"]')?.content ?? "";
}
