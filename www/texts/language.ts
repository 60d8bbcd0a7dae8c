/**
 * The language of the page. English texts stand where they are used, and are the keys of the other languages, as with
 * gettext. What another language has is fetched when it is first chosen.
 */

import { visible } from "./visible";

/** The languages, each by its own name. */
export const LANGUAGES = { en: "English", de: "Deutsch" } as const;

/** A language of the page, as BCP 47 names it. */
export type Language = keyof typeof LANGUAGES;

/** A language other than English. */
export interface Translation {
  language: Language;
  /** A text, or a message with its values in it; as it is where the language does not have it. */
  text(english: string): string;
  /** The form of a text for a number, by the English text for many. */
  plural(value: number, many: string): string | undefined;
}

// The parts of the page are bundled apart from it: each has a copy of this file. What they share has one place.
const PLACE = Symbol.for("wheelpress.translation");
const shared = globalThis as { [PLACE]?: Translation | null };

/** From now on, texts are of this language; `null`: English. What is drawn has to be drawn again. */
export function speak(translation: Translation | null): void {
  shared[PLACE] = translation;
}

/** The language that is spoken. */
export const language = (): Language => shared[PLACE]?.language ?? "en";

/** How numbers and dates are written. */
export const locale = (): string => (language() === "en" ? "en-US" : language());

/**
 * A text in the language of the page. `values` fill its holes: "{name} is gone". Also a message of the modules or of an
 * error, which has its values already: `t(finding.message)`.
 */
export function t(english: string, values: Record<string, string | number> = {}): string {
  return fill(shared[PLACE]?.text(english) ?? english, values);
}

/** A text that differs for one and for many. Its holes are filled besides `{count}`, the number. */
export function plural(value: number, one: string, many: string, values: Record<string, string | number> = {}): string {
  const text = shared[PLACE]?.plural(value, many) ?? (value === 1 ? one : many);
  return fill(text, { count: formatCount(value), ...values });
}

/** What writes numbers, by the language and the form: to make one takes longer than all else of a row. */
const formats = new Map<string, Intl.NumberFormat>();

function format(value: number, options: Intl.NumberFormatOptions = {}): string {
  const key = `${locale()} ${options.style} ${options.minimumFractionDigits}`;
  let known = formats.get(key);
  if (!known) {
    known = new Intl.NumberFormat(locale(), options);
    formats.set(key, known);
  }
  return known.format(value);
}

/** "4,043". */
export function formatCount(value: number): string {
  // So in every language here, and nothing has to be made for it.
  return Number.isInteger(value) && value >= 0 && value < 1000 ? `${value}` : format(value);
}

/** "12.5", with as many decimals as are asked for. */
export function formatDecimal(value: number, decimals: number): string {
  return format(value, { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}

/** "84%", of a number from 0 to 100. */
export function formatPercent(percent: number): string {
  return format(percent / 100, { style: "percent" });
}

/** The holes of a text: "{name}". */
export const HOLE = /\{(\w+)\}/;

function fill(text: string, values: Record<string, string | number>): string {
  return text.replace(new RegExp(HOLE, "g"), (hole, name: string) => visible(`${values[name] ?? hole}`));
}
