import { h, render } from "preact";
import { compareActions } from "./actions/compare-actions";
import { announcePackages, deployPackages } from "./actions/deploy-page";
import { editActions } from "./actions/edit-actions";
import { insideActions } from "./actions/inside-actions";
import { keepPlanned } from "./actions/planning";
import { pressActions, revokeOldDownloads } from "./actions/press-actions";
import { readActions, takeLaunched } from "./actions/read-actions";
import { recallSettings, rememberSettings } from "./actions/remember-settings";
import { whenQuiet } from "./actions/when-quiet";
import type { DeployHost } from "./deploy/client";
import { connectDeploy, type DeployController } from "./deploy/deploy-controller";
import { exampleItems } from "./generated/example";
import type { Item, Packager, PackagerOptions } from "./packager/types";
import { initialPage, type PageStore, reducePage } from "./state";
import { createStore } from "./store";
import type { Actions } from "./ui/actions";
import type { Guide } from "./ui/guide";
import { Page } from "./ui/page";
import type { Parts } from "./ui/part";

/** How a host keeps the page in the browser, so that it opens without a network. */
export interface Offline {
  /** Fetches everything, and calls `onNewer` when a newer version of the page has been fetched. */
  keep(onNewer: () => void): Promise<void>;
  /** Opens the newer version. */
  reload(): void;
}

/**
 * Starts the page. The hosts of the page differ in how the packager and the workers of deploying are started, in where the
 * text about the findings is, and in where the scripts of the parts are that are fetched when they are opened.
 */
export function start(
  createPackager: (options?: PackagerOptions) => Promise<Packager>,
  guide: Guide,
  deployHost: DeployHost,
  parts: Parts,
  offline?: Offline,
): void {
  const root = document.getElementById("page");
  if (!root) throw new Error('the element "page" is missing');
  const store = createStore(recallSettings(initialPage), reducePage);
  rememberSettings(store);
  const packager = createPackager();
  const actions: Actions = { ...createActions(store, packager), reload: () => offline?.reload() };
  const deploy = connectDeploy(deployHost, {
    packages: () => deployPackages(store.state),
    manifestOf: async (zip) => (await packager).manifest(zip),
  });
  announcePackages(store, deploy);
  const fetchTheRest = () => {
    deployHost.prefetch?.();
    offline?.keep(() => store.dispatch({ type: "newer" })).catch(() => {});
  };
  // What cannot be fetched now is fetched when it is wanted.
  packager.then(() => whenQuiet(store, fetchTheRest)).catch(() => {});
  revokeOldDownloads(store);
  takeLaunched(store);
  keepDrawn(root, store, actions, { guide, parts }, deploy);
}

/** Draws the page now, and after each change. */
function keepDrawn(
  root: HTMLElement,
  store: PageStore,
  actions: Actions,
  host: { guide: Guide; parts: Parts },
  deploy: DeployController,
): void {
  let isScheduled = false;
  const draw = () => {
    isScheduled = false;
    const deployProps = { deploy: deploy.store.state, deployActions: deploy.actions };
    render(h(Page, { state: store.state, actions, ...host, ...deployProps }), root);
  };
  // A drop dispatches hundreds of events in a row. The page is drawn once for all of them.
  const schedule = () => {
    if (!isScheduled) setTimeout(draw);
    isScheduled = true;
  };
  store.subscribe(schedule);
  deploy.store.subscribe(schedule);
  root.replaceChildren();
  draw();
}

function createActions(store: PageStore, packager: Promise<Packager>): Omit<Actions, "reload"> {
  const { dispatch } = store;
  const planned = keepPlanned(store, packager);
  const pressing = pressActions(store, packager, planned);
  return {
    ...readActions(store),
    ...pressing,
    ...compareActions(store, packager),
    ...insideActions(store, packager),
    ...editActions(store),
    remove: (name) => dispatch({ type: "removed", name }),
    example() {
      dispatch({ type: "example", items: exampleItems.map(decode) });
      pressing.press();
    },
    fix: (fix) => dispatch({ type: "fix", fix }),
    undo: () => dispatch({ type: "undo" }),
    target: (change) => dispatch({ type: "target", change }),
    handler: (handler) => dispatch({ type: "handler", handler }),
    layers: (layers) => dispatch({ type: "layers", layers }),
    option: (change) => dispatch({ type: "option", change }),
    compression: (compression) => dispatch({ type: "compression", compression }),
    pressesItself: (pressesItself) => dispatch({ type: "pressesItself", pressesItself }),
    allowErrors: (allowErrors) => dispatch({ type: "allowErrors", allowErrors }),
  };
}

/** An item of the example. `base64`: its bytes. */
function decode({ path, base64 }: { path: string; base64: string }): Item {
  const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  return { path, file: new File([bytes], path.slice(path.lastIndexOf("/") + 1)) };
}
