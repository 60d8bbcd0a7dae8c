import { DEFAULT_RUNTIME } from "../common/facts";
import type { Store } from "../common/store";
import { DEFAULT_HANDLER } from "../common/suggest-handler";
import type { Fix, Plan, Target } from "../packager/types";
import type { Language } from "../texts/language";
import type { Edit } from "./edits";
import { existingPackage } from "./existing-package";
import type { Fetching } from "./fetching";
import type { Fixable } from "./fix";
import { type FolderState, noFolders } from "./folder-state";
import { initialOptions } from "./options";
import type { PageEvent } from "./page-event";
import type { Settled } from "./settings-file";
import type { Comparing, Download, Planning, Pressing } from "./stages";
import { shippingItems, type TargetChoice } from "./target-choice";

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
