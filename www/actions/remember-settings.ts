/** Keeps the settings in the browser's local storage. If it is forbidden or full, they are not kept. */

import type { PageState, PageStore } from "../state/page";
import { settingsOf, withSettings } from "../state/settings";

const KEY = "wheelpress-settings";

/** The page with the settings of the last visit. */
export function recallSettings(page: PageState): PageState {
  try {
    return withSettings(page, JSON.parse(localStorage.getItem(KEY) ?? "null"));
  } catch {
    return page;
  }
}

/** Stores the settings whenever they change. */
export function rememberSettings(store: PageStore): void {
  let stored = JSON.stringify(settingsOf(store.state));
  store.subscribe((state) => {
    // The settings of a project apply only to that project.
    if (state.settings) return;
    const settings = JSON.stringify(settingsOf(state));
    if (settings === stored) return;
    stored = settings;
    try {
      localStorage.setItem(KEY, settings);
    } catch {}
  });
}
