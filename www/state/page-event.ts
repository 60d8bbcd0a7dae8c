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

/** What is dropped, read and edited, and what the drop says of itself. */
export type SourceEvent =
  | { type: "reading" }
  | { type: "counted"; files: number }
  /** What was being listed is not taken. */
  | { type: "listingStopped" }
  | { type: "read"; items: Item[]; unreadable: string[]; empty: string[] }
  | { type: "folders"; change: Partial<FolderState> }
  | { type: "changedOnDisk"; name: string; items: Item[] }
  | { type: "removed"; name: string }
  | ({ type: "edited" } & Edited)
  /** What the drop's wheelpress.toml says; null if there is none. */
  | { type: "settings"; file: SettingsFile | null }
  | { type: "cleared" }
  | { type: "example"; items: Item[] }
  /** A deployed function was opened. Without items, they are still to be dropped. */
  | { type: "opened"; items: Item[]; target: Partial<Target>; handler: string | null; layers: string }
  /** Zips that are in layers of the function. `layers`: the size of those that are not there. */
  | { type: "layersOpened"; items: Item[]; layers: string }
  /** What else of the drop says what it is for. */
  | { type: "stated"; target: SuggestedTarget };

/** What the user chooses. */
export type ChoiceEvent =
  | { type: "target"; change: Partial<ChosenTarget & Pick<Target, "kind">> }
  | { type: "handler"; handler: string }
  | { type: "layers"; layers: string }
  | { type: "option"; change: Partial<Options> }
  /** `isIn`: whether it is in a layer that the function has. */
  | { type: "inLayer"; name: string; isIn: boolean }
  | { type: "required"; name: string }
  | { type: "leaveOut"; names: LeaveOut }
  /** As `options.leaveOut` has them. */
  | { type: "putBack"; names: LeaveOut }
  | { type: "compression"; compression: Compression }
  | { type: "allowErrors"; allowErrors: boolean }
  | { type: "pressesItself"; pressesItself: boolean }
  | { type: "language"; language: Language }
  | { type: "index"; index: string }
  /** `file`: that of a fix which writes one. */
  | { type: "fix"; fix: Fix; file?: File }
  | { type: "undo" };

/** How planning, pressing, comparing and fetching go on. */
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

/** What can happen to the page. */
export type PageEvent = SourceEvent | ChoiceEvent | StageEvent;

/** For each event, what it makes of a state. */
export type Reducers<Event extends { type: string }, State> = {
  [Type in Event["type"]]: (state: State, event: Extract<Event, { type: Type }>) => State;
};
