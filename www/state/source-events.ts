/** Handles the events of dropping, reading and editing, and of settings in the drop. */

import { DEFAULT_RUNTIME } from "../common/facts";
import { countByTop, topName } from "../common/item-path";
import { DEFAULT_HANDLER } from "../common/suggest-handler";
import type { Target } from "../packager/types";
import { changed } from "./changed";
import { type Edited, onto, without } from "./edits";
import { withEditedFolders } from "./existing-package";
import { restored } from "./lost-edits";
import { initialPage, type PageState } from "./page";
import type { Reducers, SourceEvent } from "./page-event";
import { withFile } from "./settings-file";
import { withLayer, withTarget } from "./target-choice";

/** The reducer of each of these events. */
export const sourceEvents: Reducers<SourceEvent, PageState> = {
  reading: (state) => {
    const { drops, files } = state.reading;
    return { ...state, reading: { drops: drops + 1, files }, unreadable: [], empty: [] };
  },
  counted: (state, event) => {
    const { drops, files } = state.reading;
    return drops === 0 ? state : { ...state, reading: { drops, files: files + event.files } };
  },
  listingStopped: (state) => ({ ...state, reading: { drops: 0, files: 0 } }),
  read: (state, event) => {
    const drops = Math.max(0, state.reading.drops - 1);
    const reading = { drops, files: drops === 0 ? 0 : state.reading.files };
    const { unreadable, empty } = event;
    const read = { ...state, reading, unreadable, empty };
    if (event.items.length === 0) return read;
    const { items, edits } = withoutNames(state, [...countByTop(event.items).keys()]);
    return changed({ ...read, items: [...items, ...event.items], edits });
  },
  folders: (state, event) => ({ ...state, folders: { ...state.folders, ...event.change } }),
  changedOnDisk: (state, event) => {
    const folders = { ...state.folders, changes: state.folders.changes + 1 };
    return changed({ ...state, ...onto(state, event.name, event.items), folders });
  },
  removed: (state, event) => changed({ ...state, ...withoutNames(state, [event.name]) }),
  edited: (state, event) => changed({ ...state, items: event.items, edits: event.edits }),
  saved: (state, event) => ({ ...state, saved: [...state.saved, event.file] }),
  editsRestored: restored,
  settings: (state, event) => changed(withFile(state, event.file)),
  cleared: (state) => {
    const { handler, layers, target, options: last } = withFile(state, null);
    // These options depend on what was dropped.
    const { leaveOut } = initialPage.options;
    const options = {
      ...last,
      extras: [],
      groups: [],
      layerModules: [],
      requirements: [],
      stripRoot: false,
      leaveOut,
    };
    return changed({ ...emptied(state), handler, layers, options, target });
  },
  example: (state, event) => {
    const target: Target = { ...state.target, kind: "function" };
    const chosen = { ...state.chosen, runtime: DEFAULT_RUNTIME };
    return changed({ ...emptied(state), items: event.items, target, chosen, handler: DEFAULT_HANDLER });
  },
  opened: (state, event) => {
    const { items, handler, layers } = event;
    const { target, options: last } = withFile(state, null);
    const options = { ...last, leaveOut: initialPage.options.leaveOut };
    const page = { ...emptied(state), target, options, items, handler, layers };
    // The configuration of the function counts as the user's choice.
    const { runtime, architecture } = { ...state.chosen, ...event.target };
    return changed(withTarget(page, { kind: "function", runtime, architecture }));
  },
  layersOpened: (state, event) => {
    const names = event.items.map(({ path }) => topName(path));
    const { items } = withoutNames(state, names);
    const page = { ...state, items: [...items, ...event.items], layers: event.layers };
    return changed(names.reduce((page, name) => withLayer(page, name, true), page));
  },
  stated: (state, event) => {
    const { items, stated } = state;
    return changed({ ...state, stated: { target: { ...stated?.target, ...event.target }, items } });
  },
};

/** The items and edits without the dropped files and folders of these names. */
function withoutNames({ items, edits }: PageState, dropped: string[]): Edited {
  const names = withEditedFolders(dropped, { items, edits });
  return { items: items.filter(({ path }) => !names.has(topName(path))), edits: without(edits, names) };
}

/** The page without sources. State that does not depend on them stays. */
function emptied(state: PageState): PageState {
  const { byHand, chosen, compression, index, newer, folders, pressesItself, language } = withFile(state, null);
  return { ...initialPage, byHand, chosen, compression, index, newer, folders, pressesItself, language };
}
