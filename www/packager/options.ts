/** Checks the options and the target that host pages pass. The error for a wrong value states its name. */

import { PackagerError } from "./errors";
import type { PlanOptions, Target } from "./types";

/** A description of the allowed values, and a check. */
interface Rule {
  what: string;
  is(value: unknown): boolean;
}

const flag: Rule = { what: "true or false", is: (value) => typeof value === "boolean" };
const text: Rule = { what: "a string", is: (value) => typeof value === "string" };
const names: Rule = { what: "a list of strings", is: (value) => Array.isArray(value) && value.every(text.is) };
const bytes: Rule = { what: "a number of bytes", is: (value) => Number.isSafeInteger(value) && (value as number) >= 0 };
const oneOf = (...values: string[]): Rule => ({
  what: values.map((value) => `"${value}"`).join(" or "),
  is: (value) => values.includes(value as string),
});

const SLIM = { tests: flag, typing: flag, sources: flag, docs: flag, distInfo: flag };

const LEAVE_OUT = { distributions: names, paths: names };

const OPTIONS: Record<Exclude<keyof PlanOptions, "slim" | "leaveOut">, Rule> = {
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
    is: (value) =>
      typeof value === "object" && value !== null && Object.values(value).every((one) => one === null || text.is(one)),
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
  const slim = checked("slim.", options.slim ?? {}, SLIM);
  const leaveOut = checked("leaveOut.", options.leaveOut ?? {}, LEAVE_OUT);
  return {
    ...checked("", options, OPTIONS),
    ...(Object.keys(slim).length > 0 && { slim }),
    ...(Object.keys(leaveOut).length > 0 && { leaveOut }),
  };
}

/** The target, if its values have the right form. Whether the runtime exists is checked in WebAssembly. */
export function checkedTarget(target: Target): Target {
  return checked("target.", target, TARGET, NEEDED) as unknown as Target;
}

function checked(prefix: string, given: object, rules: Record<string, Rule>, needed: string[] = []) {
  const kept: Record<string, unknown> = {};
  for (const [name, { what, is }] of Object.entries(rules)) {
    const value = (given as Record<string, unknown>)[name] ?? undefined;
    if (value === undefined && !needed.includes(name)) continue;
    if (!is(value)) {
      throw new PackagerError({
        code: "invalid-option",
        message: `The option "${prefix}${name}" is ${shown(value)}, not ${what}`,
        hint: needed.includes(name) ? "Correct it" : "Correct it, or leave it out",
      });
    }
    kept[name] = value;
  }
  return kept;
}

const shown = (value: unknown): string => (typeof value === "string" ? `"${value}"` : String(value));
