import type { Problem } from "../common/problem";
import type {
  Comparison,
  Fix,
  Item,
  LeaveOut,
  Plan,
  PlanProgress,
  Progress,
  SettingsFile,
  SuggestedTarget,
  Target,
} from "../packager/types";
import type { Language } from "../texts/language";
import type { Edited } from "./edits";
import type { FetchEvent } from "./fetching";
import type { FolderState } from "./folder-state";
import type { Compression, Options } from "./options";
import type { PressedOutcome, RefusedOutcome } from "./stages";
import type { ChosenTarget } from "./target-choice";

/** The events of dropping, reading and editing, and of settings in the drop. */
export type SourceEvent =
  | { type: "reading" }
  | { type: "counted"; files: number }
  /** The listing in progress is discarded. */
  | { type: "listingStopped" }
  | { type: "read"; items: Item[]; unreadable: string[]; empty: string[] }
  | { type: "folders"; change: Partial<FolderState> }
  | { type: "changedOnDisk"; name: string; items: Item[] }
  | { type: "removed"; name: string }
  | ({ type: "edited" } & Edited)
  /** A file was written back to the user's disk. */
  | { type: "saved"; file: Blob }
  /** Brings back the edits that were lost. */
  | { type: "editsRestored" }
  /** The drop's wheelpress.toml; null if there is none. */
  | { type: "settings"; file: SettingsFile | null }
  | { type: "cleared" }
  | { type: "example"; items: Item[] }
  /** A deployed function was opened. Without items, the user still has to drop its zip. */
  | { type: "opened"; items: Item[]; target: Partial<Target>; handler: string | null; layers: string }
  /** Zips of layers of the function. `layers` is the size of the layers that are not among them. */
  | { type: "layersOpened"; items: Item[]; layers: string }
  /** Another statement of the drop about its target. */
  | { type: "stated"; target: SuggestedTarget };

/** The events of the user's choices. */
export type ChoiceEvent =
  | { type: "target"; change: Partial<ChosenTarget & Pick<Target, "kind">> }
  | { type: "handler"; handler: string }
  | { type: "layers"; layers: string }
  | { type: "option"; change: Partial<Options> }
  /** `isIn`: whether it is in a layer of the function. */
  | { type: "inLayer"; name: string; isIn: boolean }
  | { type: "required"; name: string }
  | { type: "leaveOut"; names: LeaveOut }
  /** `names` are in the form of `options.leaveOut`. */
  | { type: "putBack"; names: LeaveOut }
  | { type: "compression"; compression: Compression }
  | { type: "allowErrors"; allowErrors: boolean }
  | { type: "pressesItself"; pressesItself: boolean }
  | { type: "language"; language: Language }
  | { type: "index"; index: string }
  /** `file` is the file that the fix writes, if it writes one. */
  | { type: "fix"; fix: Fix; file?: File }
  | { type: "undo" };

/** The events of planning, pressing, comparing and fetching. */
export type StageEvent =
  | { type: "planned"; plan: Plan }
  | { type: "planProgressed"; progress: PlanProgress }
  | { type: "planStopped" }
  | { type: "planFailed"; problem: Problem }
  | { type: "pressing" }
  /** `architecture`: as in `Pressing`. */
  | { type: "progressed"; progress: Progress; architecture: Target["architecture"] | null }
  | { type: "pressed"; outcomes: (PressedOutcome | RefusedOutcome)[] }
  | { type: "pressFailed"; problem: Problem }
  | { type: "cancelled" }
  | { type: "comparing"; of: string; name: string }
  | { type: "compared"; comparison: Comparison }
  | { type: "compareFailed"; problem: Problem }
  | FetchEvent
  | { type: "newer" };

/** The events of the page. */
export type PageEvent = SourceEvent | ChoiceEvent | StageEvent;

/** A reducer for each event. */
export type Reducers<Event extends { type: string }, State> = {
  [Type in Event["type"]]: (state: State, event: Extract<Event, { type: Type }>) => State;
};
