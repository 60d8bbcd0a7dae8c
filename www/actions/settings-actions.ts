/** Reads the wheelpress.toml of a drop when it has changed, and writes one on request. */

import { type Problem, toProblem } from "../common/problem";
import { isSettingsFile } from "../common/project-settings";
import type { DeployController } from "../deploy/lazy-deploy";
import type { Item, Packager } from "../packager/types";
import type { PageState, PageStore } from "../state/page";
import { settingsToWrite } from "../state/settings-file";

/** Reads the settings in the dropped items, unless they are known already. Resolves when the page has them. */
export function readSettings(store: PageStore, packager: Promise<Packager>): (state: PageState) => Promise<void> {
  let known: Item[] = [];
  return async ({ items }) => {
    const files = items.filter(({ path }) => isSettingsFile(path));
    const isSame = files.length === known.length && files.every(({ file }, index) => file === known[index]?.file);
    if (isSame && files.length > 0 === (store.state.settings !== null)) return;
    const file = files.length > 0 ? await (await packager).settings(files) : null;
    if (store.state.items !== items) return;
    known = files;
    if (file || store.state.settings) store.dispatch({ type: "settings", file });
  };
}

/** Fills in the deploy form from the file of settings. */
export function followSettings(store: PageStore, deploy: DeployController): void {
  store.subscribe((state, previous) => {
    const { function: functions, region } = state.settings?.file.settings ?? {};
    if (state.settings?.file === previous.settings?.file) return;
    if (functions || region) deploy.actions.form({ ...(functions && { functions }), ...(region && { region }) });
  });
}

/** Offers the current settings as a file. Resolves with what went wrong, or null. */
export async function saveSettings(
  store: PageStore,
  packager: Promise<Packager>,
  deploy: { functions: string; region: string },
  page: { index: string; download(blob: Blob, name: string): void },
): Promise<Problem | null> {
  try {
    const { items, settings } = store.state;
    const over = items.find(({ path }) => path === settings?.file.path)?.file;
    const text = await (await packager).writeSettings(settingsToWrite(store.state, deploy, page.index), over);
    page.download(new Blob([text], { type: "application/toml" }), "wheelpress.toml");
    return null;
  } catch (error) {
    return toProblem(error);
  }
}
