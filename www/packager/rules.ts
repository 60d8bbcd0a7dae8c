/** Checks values that host pages pass. The error for a wrong value states its name. */

import { nearest } from "../common/nearest";
import { PackagerError } from "./errors";

/** A description of the allowed values, and a check. */
export interface Rule {
  what: string;
  is(value: unknown): boolean;
  /** The rules for the members of an object. */
  of?: Rules;
}

/** Rules by the names of options. */
export type Rules = Record<string, Rule>;

/** A switch. */
export const flag: Rule = { what: "true or false", is: (value) => typeof value === "boolean" };
/** A text. */
export const text: Rule = { what: "a string", is: (value) => typeof value === "string" };
/** A list of texts. */
export const names: Rule = { what: "a list of strings", is: (value) => Array.isArray(value) && value.every(text.is) };
/** A function of the host page. */
export const callback: Rule = { what: "a function", is: (value) => typeof value === "function" };
/** What aborts a call. It may be of another window. */
export const signal: Rule = {
  what: "an AbortSignal",
  is: (value) => isObject(value) && "aborted" in value && "addEventListener" in value,
};
/** A size. */
export const bytes: Rule = {
  what: "a number of bytes",
  is: (value) => Number.isSafeInteger(value) && (value as number) >= 0,
};
/** One of these texts. */
export const oneOf = (...values: string[]): Rule => ({
  what: values.map((value) => `"${value}"`).join(" or "),
  is: (value) => values.includes(value as string),
});
/** An object with these members. */
export const members = (of: Rules): Rule => ({
  what: `an object with ${Object.keys(of).join(", ")}`,
  is: isObject,
  of,
});

/** Whether a value is an object with names, not a list. */
export function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The members of an object of options. A missing object has none. */
export function membersOf<T extends object>(options: T | null | undefined, name = "options"): T {
  const given = options ?? ({} as T);
  if (!isObject(given)) throw invalid(`"${name}"`, given, "an object");
  return given;
}

/**
 * The given values. A value that is undefined or null counts as absent. `prefix` is the name of the object that has
 * them, with a dot.
 *
 * Throws a `PackagerError` of code "invalid-option".
 */
export function checked(prefix: string, given: object, rules: Rules, needed: string[] = []): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(rules, name) && (given as Record<string, unknown>)[name] !== undefined) {
      throw unknown(prefix, name, Object.keys(rules));
    }
  }
  for (const [name, { what, is, of }] of Object.entries(rules)) {
    const value = (given as Record<string, unknown>)[name] ?? undefined;
    if (value === undefined && !needed.includes(name)) continue;
    if (!is(value)) {
      const hint = needed.includes(name) ? "Correct it" : "Correct it, or leave it out";
      throw invalid(`The option "${prefix}${name}"`, value, what, hint);
    }
    const inner = of && checked(`${prefix}${name}.`, value as object, of);
    if (!inner || Object.keys(inner).length > 0) kept[name] = inner ?? value;
  }
  return kept;
}

/** The error for a wrong value. `subject` names it. */
export function invalid(subject: string, value: unknown, what: string, hint = "Correct it"): PackagerError {
  return new PackagerError({ code: "invalid-option", message: `${subject} is ${shown(value)}, not ${what}`, hint });
}

function unknown(prefix: string, name: string, known: string[]): PackagerError {
  const meant = nearest(name, known);
  return new PackagerError({
    code: "invalid-option",
    message: `The option "${prefix}${name}" is not known`,
    hint: meant ? `Use "${prefix}${meant}"` : `Leave it out, or use one of ${known.join(", ")}`,
  });
}

/** Maximum number of characters of a text that a message contains: a longer one may be a whole file. */
const MAX_SHOWN = 60;

/** A value as a message names it: a short one itself, another one by its type. */
function shown(value: unknown): string {
  if (typeof value === "string")
    return value.length > MAX_SHOWN ? `a text of ${value.length} characters` : `"${value}"`;
  if (Array.isArray(value)) return "a list";
  if (typeof value === "function") return "a function";
  if (typeof value !== "object" || value === null) return String(value);
  const type = value.constructor?.name ?? "Object";
  return type === "Object" ? "an object" : `${/^[AEIO]/.test(type) ? "an" : "a"} ${type}`;
}
