import { DEFAULT_RUNTIME } from "../common/facts";
import { countByTop, topName, withDropped } from "../common/item-path";
import { parseSize } from "../common/size";
import type { Store } from "../common/store";
import { DEFAULT_HANDLER, suggestHandler } from "../common/suggest-handler";
import type { Fix, Plan, Target } from "../packager/types";
import type { Language } from "../texts/language";
import { type Edit, type Edited, onto, without } from "./edits";
import { existingPackage, withEditedFolders } from "./existing-package";
import { type Fetching, reduceFetching } from "./fetching";
import { applyFix, type Fixable } from "./fix";
import { type FolderState, noFolders } from "./folder-state";
import { putBack, withMore } from "./leave-out";
import { initialOptions } from "./options";
import type { PageEvent } from "./page-event";
import { type Settled, withFile } from "./settings-file";
import type { Comparing, Download, Planning, Pressing } from "./stages";
import { shippingItems, type TargetChoice, targetOf, withLayer, withTarget } from "./target-choice";

/** What is pressed: a function or a layer. */
export type TargetKind = Target["kind"];
/** An instruction set that Lambda has. */
export type Architecture = Target["architecture"];
export type { Compression, Options } from "./options";
export type { Comparing, Download, Planning, PressedOutcome, Pressing, RefusedOutcome } from "./stages";

/** What the page shows, besides the deploy card. */
export interface PageState extends Settled {
  /** How the items differ from what was dropped. */
  edits: Edit[];
  /** Drops and picks that are still being listed, and the number of files found so far. */
  reading: { drops: number; files: number };
  /** Paths of the latest drop that could not be read. */
  unreadable: string[];
  /** Folders of the latest drop that have no files. */
  empty: string[];
  /** The handler that the last plan found most likely. */
  suggested: string | null;
  /** Press although there are errors. */
  allowErrors: boolean;
  /** Press whenever a plan has no error, without being asked. */
  pressesItself: boolean;
  /** The language chosen by hand; null for that of the browser. */
  language: Language | null;
  planning: Planning;
  pressing: Pressing;
  comparing: Comparing;
  folders: FolderState;
  fetching: Fetching;
  /** Whether a newer version of the page has been fetched. */
  newer: boolean;
  /** The last fix, and what was before it; null when something else has changed since. */
  undo: { fix: Fix; before: Fixable & Pick<TargetChoice, "chosen" | "byHand"> } | null;
}

/** The store of the page. */
export type PageStore = Store<PageState, PageEvent>;

/** The page when it is opened. */
export const initialPage: PageState = {
  items: [],
  edits: [],
  reading: { drops: 0, files: 0 },
  unreadable: [],
  empty: [],
  inLayer: [],
  target: { kind: "function", runtime: DEFAULT_RUNTIME, architecture: "x86_64", handler: DEFAULT_HANDLER },
  chosen: { runtime: DEFAULT_RUNTIME, architecture: "x86_64" },
  byHand: { runtime: false, architecture: false },
  stated: null,
  overrides: {},
  handler: null,
  suggested: null,
  layers: "",
  options: initialOptions,
  settings: null,
  compression: "default",
  allowErrors: false,
  pressesItself: false,
  language: null,
  planning: { status: "none" },
  pressing: { status: "idle" },
  comparing: { status: "none" },
  folders: noFolders,
  fetching: { status: "idle" },
  index: "",
  newer: false,
  undo: null,
};

/** The state after an event. */
export function reducePage(state: PageState, event: PageEvent): PageState {
  const next = applyEvent(state, event);
  // A comparison is about the package that was pressed last.
  return next.pressing === state.pressing ? next : { ...next, comparing: { status: "none" } };
}

function applyEvent(state: PageState, event: PageEvent): PageState {
  switch (event.type) {
    case "reading": {
      const { drops, files } = state.reading;
      return { ...state, reading: { drops: drops + 1, files }, unreadable: [], empty: [] };
    }
    case "counted": {
      const { drops, files } = state.reading;
      return drops === 0 ? state : { ...state, reading: { drops, files: files + event.files } };
    }
    case "read": {
      const drops = Math.max(0, state.reading.drops - 1);
      const reading = { drops, files: drops === 0 ? 0 : state.reading.files };
      const { unreadable, empty } = event;
      const read = { ...state, reading, unreadable, empty };
      if (event.items.length === 0) return read;
      const { items, edits } = withoutNames(state, [...countByTop(event.items).keys()]);
      return changed({ ...read, items: [...items, ...event.items], edits });
    }
    case "folders":
      return { ...state, folders: { ...state.folders, ...event.change } };
    case "changedOnDisk": {
      const folders = { ...state.folders, changes: state.folders.changes + 1 };
      return changed({ ...state, ...onto(state, event.name, event.items), folders });
    }
    case "removed":
      return changed({ ...state, ...withoutNames(state, [event.name]) });
    case "inLayer":
      return changed(withLayer(state, event.name, event.isIn));
    case "required": {
      const { [event.name]: _, ...overrides } = state.overrides;
      return changed({ ...state, overrides });
    }
    case "edited":
      return changed({ ...state, items: event.items, edits: event.edits });
    case "settings":
      return changed(withFile(state, event.file));
    case "cleared": {
      const { handler, layers, target, options: last } = withFile(state, null);
      // These depend on what was dropped.
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
    }
    case "example": {
      const target: Target = { ...state.target, kind: "function" };
      const chosen = { ...state.chosen, runtime: DEFAULT_RUNTIME };
      return changed({ ...emptied(state), items: event.items, target, chosen, handler: DEFAULT_HANDLER });
    }
    case "opened": {
      const { items, handler, layers } = event;
      const { target, options: last } = withFile(state, null);
      const options = { ...last, leaveOut: initialPage.options.leaveOut };
      const page = { ...emptied(state), target, options, items, handler, layers };
      // What the function is configured with is as good as chosen.
      const { runtime, architecture } = { ...state.chosen, ...event.target };
      return changed(withTarget(page, { kind: "function", runtime, architecture }));
    }
    case "layersOpened": {
      const names = event.items.map(({ path }) => topName(path));
      const { items } = withoutNames(state, names);
      const page = { ...state, items: [...items, ...event.items], layers: event.layers };
      return changed(names.reduce((page, name) => withLayer(page, name, true), page));
    }
    case "stated": {
      const { items, stated } = state;
      return changed({ ...state, stated: { target: { ...stated?.target, ...event.target }, items } });
    }
    case "target":
      return changed(withTarget(state, event.change));
    case "handler":
      return changed({ ...state, handler: event.handler });
    case "layers":
      return changed({ ...state, layers: event.layers });
    case "option":
      return changed({ ...state, options: { ...state.options, ...event.change } });
    case "leaveOut": {
      const layer = new Set(planOf(state)?.entries.flatMap(({ path, layer }) => (layer ? [path] : [])));
      // A folder is in the layer if its files are.
      const inLayer = (path: string) => layer.has(path) || [...layer].some((file) => file.startsWith(`${path}/`));
      const isLayer = (path: string) => state.target.kind === "layer" || (layer.size > 0 && inLayer(path));
      const leaveOut = withMore(state.options.leaveOut, event.names, isLayer);
      return changed({ ...state, options: { ...state.options, leaveOut } });
    }
    case "putBack": {
      const leaveOut = putBack(state.options.leaveOut, event.names);
      return changed({ ...state, options: { ...state.options, leaveOut } });
    }
    case "compression":
      return { ...state, compression: event.compression, pressing: { status: "idle" } };
    case "allowErrors":
      return { ...state, allowErrors: event.allowErrors, pressing: withoutPackage(state.pressing) };
    case "language":
      return { ...state, language: event.language };
    case "pressesItself":
      return { ...state, pressesItself: event.pressesItself };
    case "planned":
      return planned(state, event.plan);
    case "planProgressed":
      if (state.planning.status !== "planning") return state;
      return { ...state, planning: { ...state.planning, progress: event.progress } };
    case "planStopped":
      if (state.planning.status !== "planning") return state;
      return { ...state, planning: { status: "stopped", last: state.planning.last } };
    case "listingStopped":
      return { ...state, reading: { drops: 0, files: 0 } };
    case "planFailed":
      return { ...state, planning: { status: "failed", problem: event.problem } };
    case "pressing":
      return { ...state, pressing: { status: "pressing", progress: null, architecture: null } };
    case "progressed":
      if (state.pressing.status !== "pressing") return state;
      return { ...state, pressing: { status: "pressing", progress: event.progress, architecture: event.architecture } };
    case "pressed":
      return { ...state, pressing: { status: "pressed", outcomes: event.outcomes } };
    case "pressFailed":
      return { ...state, pressing: { status: "failed", problem: event.problem } };
    case "cancelled":
      return { ...state, pressing: { status: "idle" } };
    case "comparing":
      return { ...state, comparing: { status: "comparing", of: event.of, name: event.name } };
    case "compared": {
      if (state.comparing.status !== "comparing") return state;
      const { of, name } = state.comparing;
      return { ...state, comparing: { status: "compared", of, name, comparison: event.comparison } };
    }
    case "compareFailed":
      return { ...state, comparing: { status: "failed", problem: event.problem } };
    case "index":
      return { ...state, index: event.index };
    case "fetched": {
      const { items } = event.resolution;
      const fetched: PageState = { ...state, fetching: reduceFetching(state.fetching, event) };
      return items.length === 0 ? fetched : changed({ ...fetched, items: withDropped(state.items, items) });
    }
    case "fetching":
    case "fetchProgressed":
    case "hostAsked":
    case "fetchFailed":
    case "fetchCancelled":
      return { ...state, fetching: reduceFetching(state.fetching, event) };
    case "newer":
      return { ...state, newer: true };
    case "fix": {
      const { items, edits, target, handler, overrides, options, chosen, byHand } = state;
      const fixed = applyFix({ items, edits, target, handler, overrides, options }, event.fix, event.file);
      const { runtime, architecture } = fixed.target;
      const change = event.fix.kind === "target" ? { runtime, architecture } : {};
      const undo = { fix: event.fix, before: { items, edits, target, handler, overrides, options, chosen, byHand } };
      if (event.fix.kind === "copy") return { ...state, undo };
      return { ...changed(withTarget({ ...state, ...fixed }, change)), undo };
    }
    case "undo":
      return state.undo ? changed({ ...state, ...state.undo.before }) : state;
  }
}

/** The items and edits without what was dropped under these names. */
function withoutNames({ items, edits }: PageState, dropped: string[]): Edited {
  const names = withEditedFolders(dropped, { items, edits });
  return { items: items.filter(({ path }) => !names.has(topName(path))), edits: without(edits, names) };
}

/** The page without sources. What is not about them stays. */
function emptied(state: PageState): PageState {
  const { byHand, chosen, compression, index, newer, folders, pressesItself, language } = withFile(state, null);
  return { ...initialPage, byHand, chosen, compression, index, newer, folders, pressesItself, language };
}

/**
 * There is a plan. If it knows a handler or a target that nobody has seen before, another one is made for that. What one
 * drop says of its target is taken once.
 */
function planned(before: PageState, plan: Plan): PageState {
  const stated =
    before.stated?.items === before.items ? before.stated : { target: plan.suggestedTarget, items: before.items };
  const state = { ...before, stated };
  const { runtime, architecture } = targetOf(state);
  if (runtime !== state.target.runtime || architecture !== state.target.architecture) {
    return replanned(state);
  }
  // A zip whose files lie one folder too deep has its handler there only by accident.
  const isNested = existingPackageOf(state) !== null && plan.handlers.every((handler) => handler.split(".").length > 2);
  const suggested = isNested ? null : (plan.handlers[0] ?? null);
  const follows = state.target.kind === "function" && state.handler === null;
  if (follows && (suggested ?? suggestHandler(shippingItems(state))) !== (state.target.handler ?? "")) {
    return replanned({ ...state, suggested });
  }
  return { ...state, suggested, planning: { status: "planned", plan } };
}

/** A plan has led to another one. Whoever has asked for the package by then still waits for it. */
function replanned(state: PageState): PageState {
  const { undo, pressing } = state;
  return { ...changed(state), undo, ...(pressing.status === "pressing" && { pressing }) };
}

/** The sources, the target or the options have changed: there is another plan to make, and no package for it yet. */
function changed(state: PageState): PageState {
  const handler = state.handler ?? state.suggested ?? suggestHandler(shippingItems(state));
  const { kind } = state.target;
  const { runtime, architecture } = targetOf(state);
  const target: Target = { kind, runtime, architecture };
  if (kind === "function") {
    const layersUnzippedSize = parseSize(state.layers);
    if (handler !== "") target.handler = handler;
    if (layersUnzippedSize) target.layersUnzippedSize = layersUnzippedSize;
  }
  const planning: Planning =
    state.items.length === 0 ? { status: "none" } : { status: "planning", last: planOf(state), progress: null };
  return { ...state, target, planning, pressing: { status: "idle" }, undo: null };
}

/** A failure stays: its findings are the reason why the user is asked whether to allow errors. */
function withoutPackage(pressing: Pressing): Pressing {
  return pressing.status === "failed" ? pressing : { status: "idle" };
}

/** The name of the existing package that was dropped, if nothing else was. */
export function existingPackageOf(state: PageState): string | null {
  return existingPackage({ items: shippingItems(state), edits: state.edits }, planOf(state));
}

/** The plan to show: the latest that was made. */
export function planOf(state: PageState): Plan | null {
  if (state.planning.status === "planned") return state.planning.plan;
  return "last" in state.planning ? state.planning.last : null;
}

/** The pressed zips of all architectures. */
export function downloadsOf({ pressing }: PageState): Download[] {
  if (pressing.status !== "pressed") return [];
  return pressing.outcomes.flatMap((one) => ("downloads" in one ? one.downloads : []));
}
