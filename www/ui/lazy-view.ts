/** Parts of the page that are scripts of their own and are fetched on first use. */

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

/** A part, as exported by its script. It contains its own copy of the library that draws it. */
export interface LazyView<Props> {
  /** Draws the part in an element, and adopts its style sheets, if it has any. */
  mount(element: HTMLElement, props: Props): Mounted<Props>;
}

/** A part that is drawn. */
export interface Mounted<Props> {
  update(props: Props): void;
  unmount(): void;
}

/** The properties of the comparison of a pressed package. */
export interface CompareProps {
  state: PageState;
  actions: Pick<Actions, "compare">;
}

/** The properties of the contents. */
export interface ContentsProps {
  plan: Plan;
  findings: Finding[];
  /** The comparison of this package with another one. */
  comparison: Comparison | null;
  actions: Pick<Actions, "read" | "leaveOut">;
}

/** The properties of the picture. */
export interface TreemapProps {
  plan: Plan;
  /** The unzipped size of the function's layers, in bytes. */
  layers: number;
  /** The result of pressing this plan; null before. */
  pressed: Pressed | null;
  /** What the user excludes by name. */
  leaveOut: Required<LeaveOut>;
  actions: Pick<Actions, "leaveOut" | "putBack">;
}

/** The properties of the cards of a repository. */
export interface RepositoryProps {
  state: ProjectState;
  actions: ProjectActions;
  /** Whether there are credentials and no deploy is running. */
  canDeploy: boolean;
  /** Whether there are credentials, or a deploy is running, which may wait for new ones. */
  isUnlocked: boolean;
  /** The IAM policies that are needed. */
  policies: Policies;
  guide: Guide;
}

/** The properties of the card that gets libraries. */
export interface FetchProps extends FetchHost {
  state: PageState;
  /** The functions and layers of a dropped repository that lack libraries; null if the drop is one package. */
  functions: LackingRow[] | null;
  /** The reason why credentials were last wiped, if they were. */
  locked: LockReason | null;
}

/** The packager that fetches, and the store with the state of fetching. */
export interface FetchHost {
  store: PageStore;
  packager: Promise<Packager>;
}

/**
 * The views of the deploy part: the open deploy card, the deploy of a package that is gone, and the card that opens a
 * deployed function.
 */
export type DeployView =
  | { view: "deploy"; downloads: Download[]; download: Download; isWatching: boolean }
  | { view: "previous" }
  | { view: "open" }
  | { view: "opening" };

/** The properties of the deploy part. */
export type DeployProps = DeployView & { deploy: DeployState; actions: DeployActions; guide: Guide };

/** The functions that deploy, in the same script as the views. */
export interface DeployWork {
  connectDeploy(host: DeployHost, page: DeployPage, store: DeployStore): DeployActions;
}

/** The items of the examples. `base64` has the bytes of a file. */
export interface ExampleFiles {
  examples: Record<ExampleName, { path: string; base64: string }[]>;
}

/** The functions with which a host loads the parts. */
export interface LazyScripts {
  deployCard(): Promise<LazyView<DeployProps> & DeployWork>;
  examples(): Promise<ExampleFiles>;
  fetch(): Promise<LazyView<FetchProps>>;
  compare(): Promise<LazyView<CompareProps>>;
  contents(): Promise<LazyView<ContentsProps>>;
  repository(): Promise<LazyView<RepositoryProps> & ProjectWork>;
  treemap(): Promise<LazyView<TreemapProps>>;
  editor(): Promise<LazyView<EditorProps>>;
  german(): Promise<{ translation: Translation }>;
}

/** A finding about a line of a file. */
export interface LineProblem {
  /** The line number, from 1. */
  line: number;
  severity: "error" | "warning" | "info";
  message: string;
  hint?: string;
}

/** The properties of the editor. */
export interface EditorProps {
  items: Item[];
  /** The files that can be edited, by path. */
  files: OwnFile[];
  /** Whether there are more files, which were omitted because of the total size. */
  hasMore: boolean;
  edits: Edit[];
  /** The paths of files in a dropped zip. */
  inZip: Pick<Set<string>, "has">;
  /** The findings about lines, by the paths of items. */
  problems: Map<string, LineProblem[]>;
  actions: Pick<Actions, "write" | "renameFile" | "removeFile" | "undoEdit" | "save">;
}
