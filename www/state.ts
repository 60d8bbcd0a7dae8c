import type {
  Comparison,
  Finding,
  Item,
  Package,
  Plan,
  PlanOptions,
  Pressed,
  Progress,
  Slimming,
  Target,
} from "./packager/types";
import type { Problem } from "./problem";
import { parseSize } from "./size";
import type { Store } from "./store";

/** What is pressed: a function or a layer. */
export type TargetKind = Target["kind"];
export type Architecture = Target["architecture"];
export type Compression = NonNullable<PlanOptions["compression"]>;

/** What is chosen about the plan besides the target. */
export interface Options extends Required<Omit<PlanOptions, "allowErrors" | "compression" | "slim">> {
  slim: Record<Slimming, boolean>;
}

/** A zip, the name it is downloaded under, and the blob URL it is downloaded from. */
export interface Download {
  kind: TargetKind;
  zip: Pressed;
  name: string;
  url: string;
}

export interface Receipt {
  architecture: Architecture;
  package: Package;
  /** The package and, where libraries were split off, their layer. */
  downloads: Download[];
  milliseconds: number;
}

/** One of two architectures that could not be pressed. */
export interface Refusal {
  architecture: Architecture;
  problem: Problem;
}

/** `last` stays on screen while its successor is worked out, so that the page does not flicker. */
export type Planning =
  | { status: "none" }
  | { status: "planning"; last: Plan | null }
  | { status: "planned"; plan: Plan }
  | { status: "failed"; problem: Problem };

export type Pressing =
  | { status: "idle" }
  | { status: "pressing"; progress: Progress | null; architecture: Architecture | null }
  | { status: "pressed"; outcomes: (Receipt | Refusal)[] }
  | { status: "failed"; problem: Problem };

/** `of` is the download that is compared, `name` what it is compared with. */
export type Comparing =
  | { status: "none" }
  | { status: "comparing"; of: string; name: string }
  | { status: "compared"; of: string; name: string; comparison: Comparison }
  | { status: "failed"; problem: Problem };

export interface State {
  items: Item[];
  /** Drops and picks that are still being listed, and the files they have shown so far. */
  reading: { drops: number; files: number };
  /** Paths that could not be read, or folders without files, of the latest drop. */
  unreadable: string[];
  empty: string[];
  target: Target;
  /** Null until the user edits the handler: then it follows what was dropped. */
  handler: string | null;
  /** Unzipped size of the layers the function already has, as typed. */
  layers: string;
  options: Options;
  compression: Compression;
  allowErrors: boolean;
  planning: Planning;
  pressing: Pressing;
  comparing: Comparing;
}

export type Event =
  | { type: "reading" }
  | { type: "counted"; files: number }
  | { type: "read"; items: Item[]; unreadable: string[]; empty: string[] }
  | { type: "removed"; name: string }
  | { type: "cleared" }
  | { type: "example"; items: Item[] }
  | { type: "target"; change: Partial<Pick<Target, "kind" | "runtime" | "architecture">> }
  | { type: "handler"; handler: string }
  | { type: "layers"; layers: string }
  | { type: "option"; change: Partial<Options> }
  | { type: "compression"; compression: Compression }
  | { type: "allowErrors"; allowErrors: boolean }
  | { type: "planned"; plan: Plan }
  | { type: "planFailed"; problem: Problem }
  | { type: "pressing" }
  /** The architecture is told where both are pressed. */
  | { type: "progressed"; progress: Progress; architecture: Architecture | null }
  | { type: "pressed"; outcomes: (Receipt | Refusal)[] }
  | { type: "pressFailed"; problem: Problem }
  | { type: "cancelled" }
  | { type: "comparing"; of: string; name: string }
  | { type: "compared"; comparison: Comparison }
  | { type: "compareFailed"; problem: Problem };

/** The store of the page. */
export type PageStore = Store<State, Event>;

export const DEFAULT_HANDLER = "lambda_function.lambda_handler";
export const DEFAULT_RUNTIME = "python3.13";

export const initial: State = {
  items: [],
  reading: { drops: 0, files: 0 },
  unreadable: [],
  empty: [],
  target: { kind: "function", runtime: DEFAULT_RUNTIME, architecture: "x86_64", handler: DEFAULT_HANDLER },
  handler: null,
  layers: "",
  options: {
    extras: [],
    groups: [],
    excludeRuntime: false,
    slim: { tests: false, typing: false, sources: false, docs: false, distInfo: false },
    bytecode: false,
    split: false,
    stripRoot: false,
  },
  compression: "default",
  allowErrors: false,
  planning: { status: "none" },
  pressing: { status: "idle" },
  comparing: { status: "none" },
};

export function reduce(state: State, event: Event): State {
  const next = step(state, event);
  // What is compared is what was pressed last.
  return next.pressing === state.pressing ? next : { ...next, comparing: { status: "none" } };
}

function step(state: State, event: Event): State {
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
      return event.items.length === 0 ? read : changed({ ...read, items: merge(state.items, event.items) });
    }
    case "removed":
      return changed({ ...state, items: state.items.filter((item) => topName(item.path) !== event.name) });
    case "cleared": {
      const { compression, handler, layers, target } = state;
      // These were about what is gone.
      const options = { ...state.options, extras: [], groups: [], stripRoot: false };
      return changed({ ...initial, compression, handler, layers, options, target });
    }
    case "example":
      return changed({
        ...initial,
        items: event.items,
        compression: state.compression,
        target: { ...state.target, kind: "function", runtime: DEFAULT_RUNTIME },
        handler: DEFAULT_HANDLER,
      });
    case "target":
      return changed({ ...state, target: { ...state.target, ...event.change } });
    case "handler":
      return changed({ ...state, handler: event.handler });
    case "layers":
      return changed({ ...state, layers: event.layers });
    case "option":
      return changed({ ...state, options: { ...state.options, ...event.change } });
    case "compression":
      return { ...state, compression: event.compression, pressing: { status: "idle" } };
    case "allowErrors":
      return { ...state, allowErrors: event.allowErrors, pressing: withoutReceipt(state.pressing) };
    case "planned":
      return { ...state, planning: { status: "planned", plan: event.plan } };
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
  }
}

/** The sources, the target or the options are other ones: the plan is due again and no receipt is true any more. */
function changed(state: State): State {
  const handler = state.handler ?? suggestHandler(state.items);
  const { kind, runtime, architecture } = state.target;
  const target: Target = { kind, runtime, architecture };
  if (kind === "function") {
    const layersUnzippedSize = parseSize(state.layers);
    if (handler !== "") target.handler = handler;
    if (layersUnzippedSize) target.layersUnzippedSize = layersUnzippedSize;
  }
  const planning: Planning =
    state.items.length === 0 ? { status: "none" } : { status: "planning", last: planOf(state) };
  return { ...state, target, planning, pressing: { status: "idle" } };
}

/** A refusal stays: its findings are why the user looks at the switch. */
function withoutReceipt(pressing: Pressing): Pressing {
  return pressing.status === "failed" ? pressing : { status: "idle" };
}

/** The dropped file, or the dropped top folder, that a path belongs to. */
export function topName(path: string): string {
  const slash = path.indexOf("/");
  return slash === -1 ? path : path.slice(0, slash);
}

/** The name of the existing package that was dropped, if nothing else was. */
export function patientOf(state: State): string | null {
  const [only, ...others] = state.items;
  if (!only || others.length > 0 || only.path.includes("/")) return null;
  const sources = planOf(state)?.sources;
  // Until there is a plan, the name has to do.
  const isArchive = sources ? sources.some(({ kind }) => kind === "archive") : /\.zip$/i.test(only.path);
  return isArchive ? only.path : null;
}

/** What is dropped again under the same name replaces the earlier one as a whole. */
function merge(items: Item[], dropped: Item[]): Item[] {
  const names = new Set(dropped.map((item) => topName(item.path)));
  return [...items.filter((item) => !names.has(topName(item.path))), ...dropped];
}

/** The module at the root of the function, if the drop leaves no doubt which it is. */
export function suggestHandler(items: Item[]): string {
  const loose = items.filter((item) => !item.path.includes("/"));
  const modules = modulesOf(loose.map((item) => item.path));
  const candidates = modules.length > 0 ? modules : modulesOf(functionFolder(items));
  if (candidates.includes("lambda_function")) return DEFAULT_HANDLER;
  const [only] = candidates;
  return candidates.length === 1 && only ? `${only}.lambda_handler` : DEFAULT_HANDLER;
}

function modulesOf(names: string[]): string[] {
  return names.filter((name) => /^[^/.]+\.py$/.test(name)).map((name) => name.slice(0, -3));
}

/** The names in the one dropped folder that holds no installed distributions. */
function functionFolder(items: Item[]): string[] {
  const folders = new Map<string, string[]>();
  for (const { path } of items) {
    const top = topName(path);
    if (top === path) continue;
    const inside = folders.get(top);
    if (inside) inside.push(path.slice(top.length + 1));
    else folders.set(top, [path.slice(top.length + 1)]);
  }
  const installed = (path: string) => path === "pyvenv.cfg" || /(^|\/)[^/]+\.dist-info\//.test(path);
  const functions = [...folders.values()].filter((paths) => !paths.some(installed));
  return functions.length === 1 ? (functions[0] ?? []) : [];
}

export function planOf(state: State): Plan | null {
  if (state.planning.status === "planned") return state.planning.plan;
  return state.planning.status === "planning" ? state.planning.last : null;
}

/** The pressed zips, of all architectures. */
export function downloadsOf({ pressing }: State): Download[] {
  if (pressing.status !== "pressed") return [];
  return pressing.outcomes.flatMap((one) => ("downloads" in one ? one.downloads : []));
}

/** The findings of the latest stage: pressing knows all that planning knew, and what the bytes showed. */
export function findingsOf(state: State): Finding[] {
  const { pressing, target } = state;
  // Of both architectures, the target's: the other one's findings stand where it was refused.
  const outcomes = pressing.status === "pressed" ? pressing.outcomes : [];
  const outcome = outcomes.find(({ architecture }) => architecture === target.architecture);
  if (outcome && "package" in outcome) return outcome.package.findings;
  const planned = planOf(state)?.findings ?? [];
  const problem = pressing.status === "failed" ? pressing.problem : outcome?.problem;
  const refused = problem?.findings ?? [];
  if (refused.length === 0) return planned;
  const seen = new Set<string>();
  return [...refused, ...planned].filter((finding) => {
    const key = JSON.stringify([finding.code, finding.path, finding.message]);
    return !seen.has(key) && seen.add(key);
  });
}

export function hasErrors(findings: Finding[]): boolean {
  return findings.some((finding) => finding.severity === "error");
}

/** Whether errors are what keeps a package from being pressed. */
export function isRefused(state: State): boolean {
  const { pressing } = state;
  const outcomes = pressing.status === "pressed" ? pressing.outcomes : [];
  return hasErrors(findingsOf(state)) || outcomes.some((one) => "problem" in one && one.problem.findings);
}

/** The architecture is in the name where both are pressed. */
export function packageName(kind: TargetKind, architecture?: Architecture): string {
  return architecture ? `${kind}-${architecture}.zip` : `${kind}.zip`;
}

/**
 * One progress for packages pressed one after another. `before` is the work of those done; the `left`
 * ones, this one included, are taken to be as large as this one.
 */
export function overall(progress: Progress, before: number, left: number): Progress {
  const { stage, done, total } = progress;
  // How much there is to press is not known before it is planned.
  if (stage === "plan") return { stage, done: before, total: before * (1 + left) };
  return { stage, done: before + done, total: before + total * left };
}
