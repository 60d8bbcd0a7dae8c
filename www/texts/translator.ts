/**
 * Finds the texts of a language by their English ones. Messages of the modules already contain their values: the table
 * has the text that a message was made of, and a value that is itself a clause is translated too. Text in quotes is a
 * name, and is not translated.
 */

import { formatCount, formatDecimal, type Language, type Translation } from "./language";
import { Pattern, type Value } from "./pattern";

/** By the English text: its translation, or the translations of its plural forms under the English text for many. */
export type Table = Record<string, string | Partial<Record<Intl.LDMLPluralRule, string>>>;

/** Conjunctions between clauses, in English and in the language. */
export type Conjunctions = [english: string, own: string][];

/**
 * Maximum length of a message that is analysed, and maximum number of attempts per message, because servers and files
 * can contain any text.
 */
const MAX_MESSAGE_LENGTH = 2000;
const MAX_TRIES = 1000;

/**
 * Creates a language from its tables. `texts` are the texts of the page; `messages` are those of findings and errors.
 */
export function translator(language: Language, texts: Table, messages: Table, conjunctions: Conjunctions): Translation {
  const rules = new Intl.PluralRules(language);
  const whole = new Map(Object.entries({ ...messages, ...texts }).map(([english, own]) => [english, formOf(own)]));
  const patterns = Object.entries(messages)
    .map(([english, own]) => ({ english, pattern: new Pattern(english), own: formOf(own) }))
    .sort((a, b) => b.pattern.weight - a.pattern.weight);
  const filled = patterns.filter(({ english }) => english.includes("{"));
  // Clauses that modules append to others.
  const tails = patterns.filter(({ english }) => /^[ ,;.:(]/.test(english));
  const known = new Map<string, string | null>();
  /** The number of attempts that are left for the current message. */
  let left = 0;

  /** Translates a message or a clause of which every part is known; null for any other. */
  function translate(message: string): string | null {
    let text = known.get(message);
    if (text === undefined) {
      if (left-- <= 0) return null;
      text = whole.get(message) ?? numbers(message) ?? fill(message, clause) ?? join(message);
      known.set(message, text);
    }
    return text;
  }

  /** Translates a message that contains values: uses the first matching text whose values are all understood. */
  function fill(message: string, understand: Understand): string | null {
    for (const { pattern, own } of filled) {
      const values = pattern.match(message);
      // A text without words gives no evidence about an unknown value.
      const text = values && insert(own, values, pattern.weight > 0 ? understand : translate);
      if (text !== null) return text;
    }
    return null;
  }

  /** Inserts values into the placeholders of a text; null if one of them is not understood. */
  function insert(own: string, values: Value[], understand: Understand): string | null {
    const inserted = new Map<string, string>();
    for (const from of values) {
      const { name, value, isQuoted } = from;
      const text = isQuoted || value === "" ? value : understand(value, from);
      if (text === null) return null;
      inserted.set(name, text);
    }
    return own.replace(HOLES, (_, name: string) => inserted.get(name) ?? "");
  }

  /** Translates a sequence of clauses. */
  function join(message: string): string | null {
    for (const { pattern, own } of tails) {
      for (const at of placesOf(pattern.start, message)) {
        if (left-- <= 0) return null;
        const values = pattern.match(message.slice(at));
        const before = values && clause(message.slice(0, at));
        if (!values || before === null) continue;
        const text = insert(own, values, clause);
        if (text !== null) return before + text;
      }
    }
    for (const [english, own] of conjunctions) {
      for (const at of placesOf(english, message)) {
        const first = clause(message.slice(0, at));
        const second = first === null ? null : clause(message.slice(at + english.length));
        if (second !== null) return first + own + second;
      }
    }
    return null;
  }

  const clause = (text: string) => translate(text) ?? (isName(text) ? text : null);
  /** A message of another program follows a colon or is in brackets, and is not translated. */
  const clauseOrQuote = (text: string, { isSaid }: Value): string | null =>
    clause(text) ?? (isSaid ? (fill(text, clauseOrQuote) ?? text) : null);

  return {
    language,
    text(english) {
      if (english.length > MAX_MESSAGE_LENGTH) return english;
      left = MAX_TRIES;
      return translate(english) ?? fill(english, clauseOrQuote) ?? english;
    },
    plural(value, many) {
      const own = texts[many];
      return typeof own === "object" ? own[rules.select(value)] : own;
    },
  };
}

/** Translates a value; null if it is not known. */
type Understand = (value: string, from: Value) => string | null;

const HOLES = /\{(\w+)\}/g;

/** The form of a text if no number is given. */
const formOf = (own: Table[string]) => (typeof own === "string" ? own : (own.other ?? ""));

/** A number or a size in the notation of the language. */
function numbers(text: string): string | null {
  const [, number = "", unit = ""] = /^(\d[\d,]*(?:\.\d)?)( [KMG]i?B)?$/.exec(text) ?? [];
  if (number === "" || (unit === "" && !number.includes(","))) return null;
  const value = Number(number.replaceAll(",", ""));
  const decimals = number.split(".")[1]?.length ?? 0;
  return (decimals > 0 ? formatDecimal(value, decimals) : formatCount(value)) + unit;
}

/** Words that are never names. */
const LITTLE_WORDS = /^(?:which|that|and|but|is|are|has|have|it|the|of|for|to|in|by|not|no)$/;

/**
 * Whether a value needs no translation: a command, or a word, optionally followed by words that are not plain words,
 * such as a version.
 */
function isName(value: string): boolean {
  if (/^(?:pip|uv) /.test(value)) return true;
  const [first = "", ...others] = value.replace(/"[^"]*"/g, "Q").split(" ");
  return (
    first !== "" && !LITTLE_WORDS.test(first) && others.every((word) => word !== "" && !/^[a-z]{2,}[,.;:]?$/.test(word))
  );
}

/** The positions of a part in a text, outside of quotes and not at its beginning. */
function* placesOf(part: string, text: string): Generator<number> {
  for (let at = text.indexOf(part, 1); at >= 0; at = text.indexOf(part, at + 1)) {
    if ((text.slice(0, at).split('"').length - 1) % 2 === 0) yield at;
  }
}
