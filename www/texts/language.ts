/**
 * The language of the page. English texts are written where they are used, and are the keys of the other languages, as
 * with gettext. The texts of another language are fetched when it is first chosen.
 */

import { visible } from "./visible";

/** The languages, each by its own name. */
export const LANGUAGES = { en: "English", de: "Deutsch" } as const;

/** A language of the page, as a BCP 47 tag. */
export type Language = keyof typeof LANGUAGES;

/** A language other than English. */
export interface Translation {
  language: Language;
  /** Translates a text, or a message that contains its values; returns it unchanged if there is no translation. */
  text(english: string): string;
  /** The form of a text for a number, by the English text for many. */
  plural(value: number, many: string): string | undefined;
}

// The parts of the page are bundled separately, so each has a copy of this file. The translation is shared in one
// global place.
const PLACE = Symbol.for("wheelpress.translation");
const shared = globalThis as { [PLACE]?: Translation | null };

/** Sets the language of texts; `null` for English. The page has to be drawn again. */
export function speak(translation: Translation | null): void {
  shared[PLACE] = translation;
}

/** The current language. */
export const language = (): Language => shared[PLACE]?.language ?? "en";

/** The locale for numbers and dates. */
export const locale = (): string => (language() === "en" ? "en-US" : language());

/**
 * A text in the language of the page. `values` fill its placeholders, as in "{name} is gone". It may also be a message
 * of the modules or of an error, which already contains its values: `t(finding.message)`.
 */
export function t(english: string, values: Record<string, string | number> = {}): string {
  return fill(shared[PLACE]?.text(english) ?? english, values);
}

/**
 * A text with different forms for one and for many. `{count}` is replaced by the number, other placeholders by
 * `values`.
 */
export function plural(value: number, one: string, many: string, values: Record<string, string | number> = {}): string {
  const text = shared[PLACE]?.plural(value, many) ?? (value === 1 ? one : many);
  return fill(text, { count: formatCount(value), ...values });
}

/** Number formats by language and options. They are kept, because creating one takes longer than the rest of a row. */
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

/** Formats an integer, such as "4,043". */
export function formatCount(value: number): string {
  // These numbers are written in the same way in every language of the page, so no format is needed.
  return Number.isInteger(value) && value >= 0 && value < 1000 ? `${value}` : format(value);
}

/** Formats a number with the given number of decimals, such as "12.5". */
export function formatDecimal(value: number, decimals: number): string {
  return format(value, { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}

/** Formats a number from 0 to 100 as a percentage, such as "84%". */
export function formatPercent(percent: number): string {
  return format(percent / 100, { style: "percent" });
}

/** A placeholder of a text, such as "{name}". */
export const HOLE = /\{(\w+)\}/;

function fill(text: string, values: Record<string, string | number>): string {
  return text.replace(new RegExp(HOLE, "g"), (hole, name: string) => visible(`${values[name] ?? hole}`));
}
