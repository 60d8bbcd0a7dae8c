/** Parts of the page that are scripts of their own: they are fetched when they are first opened. */

import type { LockReason } from "../common/session-times";
import type { DeployHost } from "../deploy/client";
import type { DeployPage } from "../deploy/controller/context";
import type { DeployActions } from "../deploy/deploy-actions";
import type { DeployState, DeployStore, Policies } from "../deploy/deploy-state";
import type { Comparison, Finding, Item, LeaveOut, Packager, Plan, Pressed } from "../packager/types";
import type { ProjectActions } from "../project/project-actions";
import type { ProjectWork } from "../project/work";
import type { Edit } from "../state/edits";
import type { OwnFile } from "../state/own-files";
import type { Download, PageState, PageStore } from "../state/page";
import type { LackingRow, ProjectState } from "../state/project-state";
import type { Translation } from "../texts/language";
import type { Actions, ExampleName } from "./actions";
import type { Guide } from "./guide";

/** A part, as its script exports it. It brings its own copy of what draws it. */
export interface Part<Props> {
  /** Draws the part in an element, with adopted style sheets where it has some. */
  mount(element: HTMLElement, props: Props): Mounted<Props>;
}

/** A part that is drawn. */
export interface Mounted<Props> {
  update(props: Props): void;
  unmount(): void;
}

/** What compares a pressed package. */
export interface CompareProps {
  state: PageState;
  actions: Pick<Actions, "compare">;
}

/** What the contents show. */
export interface ContentsProps {
  plan: Plan;
  findings: Finding[];
  /** Of this package with another one. */
  comparison: Comparison | null;
  actions: Pick<Actions, "read" | "leaveOut">;
}

/** What the picture shows. */
export interface PictureProps {
  plan: Plan;
  /** The unzipped size of the layers that the function has, in bytes. */
  layers: number;
  /** What was pressed of this plan; null before. */
  pressed: Pressed | null;
  /** What the user leaves out by name. */
  leaveOut: Required<LeaveOut>;
  actions: Pick<Actions, "leaveOut" | "putBack">;
}

/** What the cards of a repository show. */
export interface RepositoryProps {
  state: ProjectState;
  actions: ProjectActions;
  /** There are credentials, and no deploy is running. */
  canDeploy: boolean;
  /** There are credentials, or a deploy is running, which may wait for new ones. */
  isUnlocked: boolean;
  /** What IAM must allow. */
  policies: Policies;
  guide: Guide;
}

/** What the card needs that gets libraries. */
export interface FetchProps extends FetchHost {
  state: PageState;
  /** What lacks libraries of a dropped repository; null where the drop is one package. */
  functions: LackingRow[] | null;
  /** Why credentials were wiped last, if they were. */
  locked: LockReason | null;
}

/** What fetches, and where it is said. */
export interface FetchHost {
  store: PageStore;
  packager: Promise<Packager>;
}

/** What is drawn of deploying: the open card, that of a package which is gone, or what opens a deployed function. */
export type DeployView =
  | { view: "deploy"; downloads: Download[]; download: Download; isWatching: boolean }
  | { view: "previous" }
  | { view: "open" }
  | { view: "opening" };

/** What deploying shows. */
export type DeployProps = DeployView & { deploy: DeployState; actions: DeployActions; guide: Guide };

/** What deploys, beside what draws it. */
export interface DeployWork {
  connectDeploy(host: DeployHost, page: DeployPage, store: DeployStore): DeployActions;
}

/** The items of the examples. `base64`: the bytes of a file. */
export interface ExampleFiles {
  examples: Record<ExampleName, { path: string; base64: string }[]>;
}

/** How a host gets the parts. */
export interface Parts {
  deployCard(): Promise<Part<DeployProps> & DeployWork>;
  examples(): Promise<ExampleFiles>;
  fetch(): Promise<Part<FetchProps>>;
  compare(): Promise<Part<CompareProps>>;
  contents(): Promise<Part<ContentsProps>>;
  repository(): Promise<Part<RepositoryProps> & ProjectWork>;
  picture(): Promise<Part<PictureProps>>;
  editor(): Promise<Part<EditorProps>>;
  german(): Promise<{ translation: Translation }>;
}

/** Something about one line of a file. */
export interface LineProblem {
  /** From 1. */
  line: number;
  severity: "error" | "warning" | "info";
  message: string;
  hint?: string;
}

/** What the editor shows. */
export interface EditorProps {
  items: Item[];
  /** The files that can be edited, by path. */
  files: OwnFile[];
  /** Whether there are more, which are too large in all. */
  hasMore: boolean;
  edits: Edit[];
  /** The paths of files that a dropped zip has. */
  inZip: Pick<Set<string>, "has">;
  /** What was found, by the paths of items. */
  problems: Map<string, LineProblem[]>;
  actions: Pick<Actions, "write" | "renameFile" | "removeFile" | "undoEdit" | "save">;
}
