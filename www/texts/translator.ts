/**
 * Texts of a language by their English ones. Messages of the modules come with their values in them: the table has the
 * text they were made of, and a value that is a clause itself is looked up in turn. What stands in quotes is a name, and
 * stays.
 */

import { formatCount, formatDecimal, type Language, type Translation } from "./language";
import { Pattern, type Value } from "./pattern";

/** By the English text: the text, or its forms by number, under the English text for many. */
export type Table = Record<string, string | Partial<Record<Intl.LDMLPluralRule, string>>>;

/** What connects clauses: English, and in the language. */
export type Conjunctions = [english: string, own: string][];

/** Longer messages are not taken apart, and others not in more ways: servers and files say what they like. */
const MAX_MESSAGE_LENGTH = 2000;
const MAX_TRIES = 1000;

/** A language from its tables. `texts`: what the page says; `messages`: what findings and errors say. */
export function translator(language: Language, texts: Table, messages: Table, conjunctions: Conjunctions): Translation {
  const rules = new Intl.PluralRules(language);
  const whole = new Map(Object.entries({ ...messages, ...texts }).map(([english, own]) => [english, formOf(own)]));
  const patterns = Object.entries(messages)
    .map(([english, own]) => ({ english, pattern: new Pattern(english), own: formOf(own) }))
    .sort((a, b) => b.pattern.weight - a.pattern.weight);
  const filled = patterns.filter(({ english }) => english.includes("{"));
  // Clauses that modules put behind others.
  const tails = patterns.filter(({ english }) => /^[ ,;.:(]/.test(english));
  const known = new Map<string, string | null>();
  /** In how many more ways the message may be taken apart. */
  let left = 0;

  /** A message or a clause of which all is understood; null for any other. */
  function translate(message: string): string | null {
    let text = known.get(message);
    if (text === undefined) {
      if (left-- <= 0) return null;
      text = whole.get(message) ?? numbers(message) ?? fill(message, clause) ?? join(message);
      known.set(message, text);
    }
    return text;
  }

  /** A message that has its values in it: of the texts it may be made of, the first one whose values are all understood. */
  function fill(message: string, understand: Understand): string | null {
    for (const { pattern, own } of filled) {
      const values = pattern.match(message);
      // A text without words says nothing of a value that is not known.
      const text = values && insert(own, values, pattern.weight > 0 ? understand : translate);
      if (text !== null) return text;
    }
    return null;
  }

  /** A text with values in its holes; null if one of them is not understood. */
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

  /** Clauses one after another. */
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
  /** What other programs say stands behind a colon or in brackets, and stays as they say it. */
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

/** What a value is in the language; null if that is not known. */
type Understand = (value: string, from: Value) => string | null;

const HOLES = /\{(\w+)\}/g;

/** The form of a text that does not say for how many it is. */
const formOf = (own: Table[string]) => (typeof own === "string" ? own : (own.other ?? ""));

/** A number, or a size, as the language writes it. */
function numbers(text: string): string | null {
  const [, number = "", unit = ""] = /^(\d[\d,]*(?:\.\d)?)( [KMG]i?B)?$/.exec(text) ?? [];
  if (number === "" || (unit === "" && !number.includes(","))) return null;
  const value = Number(number.replaceAll(",", ""));
  const decimals = number.split(".")[1]?.length ?? 0;
  return (decimals > 0 ? formatDecimal(value, decimals) : formatCount(value)) + unit;
}

/** What no name is. */
const LITTLE_WORDS = /^(?:which|that|and|but|is|are|has|have|it|the|of|for|to|in|by|not|no)$/;

/** Whether a value has no language: a command, or a word that may have others behind it which are no plain words, such as a version. */
function isName(value: string): boolean {
  if (/^(?:pip|uv) /.test(value)) return true;
  const [first = "", ...others] = value.replace(/"[^"]*"/g, "Q").split(" ");
  return (
    first !== "" && !LITTLE_WORDS.test(first) && others.every((word) => word !== "" && !/^[a-z]{2,}[,.;:]?$/.test(word))
  );
}

/** Where a part stands in a text, outside of quotes and not at its beginning. */
function* placesOf(part: string, text: string): Generator<number> {
  for (let at = text.indexOf(part, 1); at >= 0; at = text.indexOf(part, at + 1)) {
    if ((text.slice(0, at).split('"').length - 1) % 2 === 0) yield at;
  }
}
