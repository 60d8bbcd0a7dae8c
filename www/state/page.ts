import { DEFAULT_RUNTIME } from "../common/facts";
import type { Store } from "../common/store";
import { DEFAULT_HANDLER } from "../common/suggest-handler";
import type { Fix, Plan, Target } from "../packager/types";
import type { Language } from "../texts/language";
import type { Edit, Edited } from "./edits";
import { existingPackage } from "./existing-package";
import type { Fetching } from "./fetching";
import type { Fixable } from "./fix";
import { type FolderState, noFolders } from "./folder-state";
import { initialOptions } from "./options";
import type { PageEvent } from "./page-event";
import type { SettingsState } from "./settings-file";
import type { Comparing, Download, Planning, Pressing } from "./stages";
import { shippingItems, type TargetChoice } from "./target-choice";

/** What to press: a function or a layer. */
export type TargetKind = Target["kind"];
/** An instruction set that Lambda supports. */
export type Architecture = Target["architecture"];
export type { Compression, Options } from "./options";
export type { Comparing, Download, Planning, PressedOutcome, Pressing, RefusedOutcome } from "./stages";

/** The state of the page, apart from the deploy card. */
export interface PageState extends SettingsState {
  /** The changes of the items since they were dropped. */
  edits: Edit[];
  /** The number of drops and picks that are still being listed, and the number of files found so far. */
  reading: { drops: number; files: number };
  /** Paths of the latest drop that could not be read. */
  unreadable: string[];
  /** Folders of the latest drop that have no files. */
  empty: string[];
  /** The most likely handler according to the last plan. */
  suggested: string | null;
  /** Whether to press even if there are errors. */
  allowErrors: boolean;
  /** Whether to press automatically whenever a plan has no errors. */
  pressesItself: boolean;
  /** The language that the user has chosen; null for the browser's language. */
  language: Language | null;
  planning: Planning;
  pressing: Pressing;
  comparing: Comparing;
  folders: FolderState;
  fetching: Fetching;
  /** Whether a newer version of the page has been fetched. */
  newer: boolean;
  /** Edited contents that were written back to the user's disk. */
  saved: Blob[];
  /** The edits that the last change of the sources has taken away; null if it has taken none. */
  lost: {
    /** The paths of the edited files. */
    paths: string[];
    /** Whether other files were read in place of the edited ones. Otherwise they were removed. */
    isReplaced: boolean;
    before: Partial<PageState> & Edited;
  } | null;
  /** The last fix, and the state before it; null once something else has changed. */
  undo: { fix: Fix; before: Fixable & Pick<TargetChoice, "chosen" | "byHand"> } | null;
}

/** The store of the page. */
export type PageStore = Store<PageState, PageEvent>;

/** The state of the page when it is opened. */
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
  saved: [],
  lost: null,
  undo: null,
};

/** The name of the existing package that was dropped, if nothing else was dropped. */
export function existingPackageOf(state: PageState): string | null {
  return existingPackage({ items: shippingItems(state), edits: state.edits }, planOf(state));
}

/** The plan to show: the latest one. */
export function planOf(state: PageState): Plan | null {
  if (state.planning.status === "planned") return state.planning.plan;
  return "last" in state.planning ? state.planning.last : null;
}

/** The pressed zips of all architectures. */
export function downloadsOf({ pressing }: PageState): Download[] {
  if (pressing.status !== "pressed") return [];
  return pressing.outcomes.flatMap((one) => ("downloads" in one ? one.downloads : []));
}
