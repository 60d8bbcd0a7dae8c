/** The state of a dropped repository: what it states, and the progress of pressing. It is pure. */

import type { Problem } from "../common/problem";
import type { Store } from "../common/store";
import type { BuildDefinition, Finding, Missing, Package, Project, ProjectFinding } from "../packager/types";

/** The status of a function or layer. */
export type RowStatus = "waiting" | "pressing" | "pressed" | "refused";

/** A function or layer. */
export interface ProjectRow {
  definition: BuildDefinition;
  status: RowStatus;
  /** The findings of its plan or its package. */
  findings: Finding[];
  /** The libraries that are missing according to its plan; null before there is a plan. */
  missing: Missing | null;
  package: Package | null;
  /** Why it was pressed again: the changes since the last time. Null if they are not known; empty if there are none. */
  changes: string[] | null;
  problem: Problem | null;
}

/** The state that the card of the repository shows. */
export interface ProjectState {
  /** What the drop states; null if it states nothing, or if it is a single function without a file that states it. */
  project: Project | null;
  /** Other files that state functions, and can be pressed instead. */
  others: Project[];
  /** Findings about files that may state functions and are not shown. */
  notes: ProjectFinding[];
  /** Whether the user wants one package of the whole drop. */
  isDismissed: boolean;
  rows: ProjectRow[];
  /** Whether the user wants libraries that several functions need to be in layers. */
  share: boolean;
  /** These layers, once they are known. Their rows come first. */
  shared: SharedLayer[];
  running: boolean;
  /** The progress from 0 to 1. */
  progress: number;
  /** The milliseconds that pressing took; null before it has ended. */
  took: number | null;
  /** What went wrong with the whole repository. */
  problem: Problem | null;
  /** The local files that the packaged template still names; null before it was downloaded. */
  remaining: string[] | null;
  /** The bucket of the code in the packaged template. */
  bucket: string;
  prefix: string;
  /** The name in AWS of each function, one per line: `id = name`. */
  names: string;
}

/** A layer that the repository does not state, with libraries that several functions need. */
export interface SharedLayer {
  definition: BuildDefinition;
  /** The functions that use it, by their ids, with the distributions that each takes from it. */
  functions: Map<string, string[]>;
}

/** The events of the card. */
export type ProjectEvent =
  | { type: "read"; projects: Project[] }
  | { type: "chosen"; file: string }
  | { type: "dismissed"; isDismissed: boolean }
  | { type: "started" }
  | { type: "shared"; layers: SharedLayer[] }
  | { type: "progressed"; progress: number }
  | { type: "row"; id: string; change: Partial<Omit<ProjectRow, "definition">> }
  | { type: "ended"; took: number | null; problem: Problem | null }
  | { type: "failed"; problem: Problem | null }
  | { type: "packaged"; remaining: string[] }
  | { type: "form"; change: Partial<Pick<ProjectState, "bucket" | "prefix" | "names" | "share">> };

/** The store of the card. */
export type ProjectStore = Store<ProjectState, ProjectEvent>;

/** The state before anything was dropped. */
export const initialProject: ProjectState = {
  project: null,
  others: [],
  notes: [],
  isDismissed: false,
  rows: [],
  share: false,
  shared: [],
  running: false,
  progress: 0,
  took: null,
  problem: null,
  remaining: null,
  bucket: "",
  prefix: "",
  names: "",
};

/** The state after an event. */
export function reduceProject(state: ProjectState, event: ProjectEvent): ProjectState {
  switch (event.type) {
    case "read":
      return read(state, event.projects);
    case "chosen": {
      const all = state.project ? [state.project, ...state.others] : [];
      const project = all.find(({ file }) => file === event.file);
      const others = all.filter((other) => other !== project);
      return project ? { ...shown(state, project, others), isDismissed: false } : state;
    }
    case "dismissed":
      return { ...state, isDismissed: event.isDismissed };
    case "started": {
      const own = state.rows.filter(({ definition }) => !isShared(state, definition.id));
      const rows = own.map((row) => ({ ...row, status: "waiting" as const, problem: null }));
      return { ...state, rows, shared: [], running: true, progress: 0, took: null, problem: null, remaining: null };
    }
    case "shared":
      return {
        ...state,
        shared: event.layers,
        rows: [...event.layers.map(({ definition }) => rowOf(definition)), ...state.rows],
      };
    case "progressed":
      return { ...state, progress: event.progress };
    case "row": {
      const rows = state.rows.map((row) => (row.definition.id === event.id ? { ...row, ...event.change } : row));
      return { ...state, rows };
    }
    case "ended":
      return { ...state, running: false, took: event.took, problem: event.problem };
    case "failed":
      return { ...state, problem: event.problem };
    case "packaged":
      return { ...state, remaining: event.remaining };
    case "form":
      return { ...state, ...event.change };
  }
}

function read(state: ProjectState, projects: Project[]): ProjectState {
  const sorted = projects.filter(isShown).sort(byRank);
  // The shown file stays when wheels are added or one of its files changes.
  const same = sorted.find(({ file }) => file === state.project?.file);
  const project = same ?? sorted[0] ?? null;
  const others = sorted.filter((other) => other !== project);
  const notes = projects.filter((one) => !isShown(one)).flatMap(notesOf);
  return { ...shown(state, project, others), notes };
}

function shown(state: ProjectState, project: Project | null, others: Project[]): ProjectState {
  const rows = (project?.definitions ?? []).map(rowOf);
  const isDismissed = project !== null && state.isDismissed;
  const { bucket, prefix, share, notes } = state;
  const names = namesOf(rows) === namesOf(state.rows) ? state.names : namesOf(rows);
  return { ...initialProject, project, others, notes, isDismissed, rows, bucket, prefix, share, names };
}

function rowOf(definition: BuildDefinition): ProjectRow {
  return { definition, status: "waiting", findings: [], missing: null, package: null, changes: null, problem: null };
}

/** Whether a layer is one that the repository does not state. */
export const isShared = ({ shared }: ProjectState, id: string) => shared.some(({ definition }) => definition.id === id);

/** The notes about a file that is not shown: its findings, and the resources that are not pressed. */
function notesOf({ file, findings, skipped }: Project): ProjectFinding[] {
  const left = skipped.map(({ id, why, line }): ProjectFinding => {
    return {
      severity: "info",
      code: "statement-unread",
      message: `"${id}" is left alone: ${why}`,
      path: file,
      line,
      column: 0,
    };
  });
  return [...findings, ...left];
}

/** The names that the file gives its functions, otherwise their ids. */
function namesOf(rows: ProjectRow[]): string {
  const functions = rows.filter(({ definition }) => definition.target.kind === "function");
  return functions.map(({ definition: { id, name } }) => `${id} = ${name ?? id}`).join("\n");
}

/** Reads the names of functions by their ids. Lines without a name are ignored. */
export function parseNames(text: string): Map<string, string> {
  const lines = text.split("\n").map((line) => line.split("=").map((side) => side.trim()));
  return new Map(lines.flatMap(([id, name]): [string, string][] => (id && name ? [[id, name]] : [])));
}

/**
 * Whether a file is shown. It is shown if it states something to press. A template is also shown if all its resources
 * are left alone, or if it has findings and is at the top or in a top folder. Folders without a file are shown if there
 * are several: a single one is an ordinary drop.
 */
function isShown({ file, statement, definitions, skipped, findings }: Project): boolean {
  if (statement === "folders") return definitions.length > 1;
  if (definitions.length > 0 || statement !== "template") return definitions.length > 0;
  return skipped.length > 0 || (findings.length > 0 && file.split("/").length <= 2);
}

/**
 * Puts the file first that is shown: one with something to press, in the outermost folder, because examples and parts of
 * a repository are in inner ones. Of several in equally deep folders, the one that states most is shown.
 */
function byRank(a: Project, b: Project): number {
  const isEmpty = ({ definitions }: Project) => Number(definitions.length === 0);
  const depthOf = ({ file }: Project) => file.split("/").length;
  const sizeOf = ({ definitions, skipped, findings }: Project) =>
    1000 * definitions.length + skipped.length + findings.length;
  return isEmpty(a) - isEmpty(b) || depthOf(a) - depthOf(b) || sizeOf(b) - sizeOf(a);
}

/** The template that states a repository: one of SAM or CloudFormation, or the one that CDK generates. */
export const templateOf = (project: Project | null): string | undefined =>
  project?.statement === "template" || project?.statement === "cdk" ? project.file : undefined;

/** Whether the page shows the repository instead of one package. */
export const isProject = ({ project, isDismissed }: ProjectState): boolean => project !== null && !isDismissed;

/** The rows that lack libraries. */
export function lackingRows({ rows }: ProjectState): LackingRow[] {
  return rows.filter((row): row is LackingRow => row.missing !== null && row.missing.needs.length > 0);
}

/** A function or layer that lacks libraries. */
export type LackingRow = ProjectRow & { missing: Missing };

/** The rows that have a package. */
export function pressedRows({ rows }: ProjectState): (ProjectRow & { package: Package })[] {
  return rows.filter((row): row is ProjectRow & { package: Package } => row.package !== null);
}
