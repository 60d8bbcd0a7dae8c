/** Checks the options and the target that host pages pass. The error for a wrong value states its name. */

import {
  bytes,
  callback,
  checked,
  flag,
  invalid,
  isObject,
  members,
  membersOf,
  names,
  oneOf,
  type Rule,
  signal,
  text,
} from "./rules";
import type { FetchCache, Login, PackagerOptions, PlanOptions, ResolveOptions, Target } from "./types";

const OPTIONS: Record<keyof PlanOptions, Rule> = {
  slim: members({ tests: flag, typing: flag, sources: flag, docs: flag, distInfo: flag }),
  leaveOut: members({ distributions: names, paths: names }),
  allowErrors: flag,
  compression: oneOf("fast", "default", "best"),
  extras: names,
  groups: names,
  excludeRuntime: flag,
  bytecode: flag,
  split: flag,
  keepPaths: flag,
  stripRoot: flag,
  layerModules: names,
  requirements: names,
  overrides: {
    what: "an object of names, each with a version or null",
    is: (value) => isObject(value) && Object.values(value).every((one) => one === null || text.is(one)),
  },
};

/** Rules for the target. Whether a runtime or an architecture exists is checked in WebAssembly. */
const TARGET: Record<keyof Target, Rule> = {
  kind: oneOf("function", "layer"),
  runtime: text,
  architecture: text,
  handler: text,
  layersUnzippedSize: bytes,
};
const NEEDED = ["kind", "runtime", "architecture"];

/** The given options. A value that is undefined or null counts as absent. */
export function checkedOptions(options: PlanOptions): PlanOptions {
  return checked("", membersOf(options), OPTIONS);
}

/** The target, if its values have the right form. Whether the runtime exists is checked in WebAssembly. */
export function checkedTarget(target: Target): Target {
  if (!isObject(target)) throw invalid('"target"', target, `an object with ${NEEDED.join(", ")}`);
  return checked("target.", target, TARGET, NEEDED) as unknown as Target;
}

/** How a call reports and ends. */
const CALL = { signal, onProgress: callback };

/** Checks how a call reports and ends. */
export function checkCall(options: { signal?: AbortSignal | undefined; onProgress?: unknown }): void {
  checked("", options, CALL);
}

/** The signal of a call that has no other option. */
export function signalOf(options: { signal?: AbortSignal } | undefined): AbortSignal | undefined {
  return checked("", membersOf(options), { signal }).signal as AbortSignal | undefined;
}

/** The given options of `manifest`. */
export function checkedReport(options: { name?: string } | undefined): { name?: string } {
  return checked("", membersOf(options), { name: text });
}

const LOGIN: Record<keyof Login, Rule> = { index: text, user: text, password: text };

const CACHE: Record<keyof FetchCache, Rule> = {
  wheel: callback,
  keepWheel: callback,
  answer: callback,
  keepAnswer: callback,
};

const { extras, groups, overrides, layerModules, requirements } = OPTIONS;

const RESOLVE: Record<keyof ResolveOptions, Rule> = {
  ...{ extras, groups, overrides, layerModules, requirements },
  indexes: names,
  defaultIndex: text,
  minimumAgeDays: { what: "a number from 0", is: (value) => typeof value === "number" && value >= 0 },
  logins: {
    what: "a list of objects with index, user and password",
    is: (value) => Array.isArray(value) && value.every((one) => isObject(one) && hasAll(one, LOGIN)),
  },
  allowHost: callback,
  allowRedirect: callback,
  reportVulnerabilities: flag,
  fetch: callback,
  cache: {
    what: `an object with the functions ${Object.keys(CACHE).join(", ")}`,
    is: (value) => isObject(value) && hasAll(value, CACHE),
  },
  ...CALL,
};

const hasAll = (given: object, rules: Record<string, Rule>) =>
  Object.entries(rules).every(([name, { is }]) => is((given as Record<string, unknown>)[name]));

/** The given options of `resolve`. */
export function checkedResolving(options: ResolveOptions): ResolveOptions {
  return checked("", membersOf(options), RESOLVE);
}

const anything = { what: "", is: () => true };

const START: Record<keyof PackagerOptions, Rule> = {
  workers: { what: "a whole number from 1", is: (value) => Number.isInteger(value) && (value as number) >= 1 },
  wasm: members({ plan: anything, press: anything, project: anything, codecs: anything, indexes: anything }),
  worker: members({ plan: anything, press: anything, project: anything, indexes: anything }),
};

/** The given options of `createPackager`. */
export function checkedStart(options: PackagerOptions | undefined): PackagerOptions {
  return checked("", membersOf(options), START);
}
