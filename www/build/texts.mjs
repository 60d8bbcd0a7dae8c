// Finds the English texts that users read in the sources. Each needs a translation in every other language. `root` is
// the folder of the repository, as a URL.

import { readdir, readFile } from "node:fs/promises";
import { transform } from "esbuild";

/** The texts of the modules: the string literals of src/ that are text, not code. */
export async function textsOfModules(root) {
  const files = (await readdir(new URL("src/", root), { recursive: true })).filter((path) => path.endsWith(".rs"));
  const texts = new Map();
  for (const file of files.sort()) {
    if (/(^|\/)tests?(\/|\.rs$)/.test(file)) continue;
    const source = await readFile(new URL(`src/${file}`, root), "utf8");
    for (const literal of rustLiterals(withoutTests(source))) {
      if (isText(literal)) texts.set(withNames(literal), `src/${file}`);
    }
  }
  return texts;
}

/** The texts of the page: the string literals of www/ that are text, not code. */
export async function textsOfPage(root) {
  const files = (await readdir(new URL("www/", root), { recursive: true })).filter((path) => /\.tsx?$/.test(path));
  const texts = new Map();
  for (const file of files.sort()) {
    if (/\.test\.ts|\.d\.ts|^(generated|build|node|npm|texts)\/|fake-lambda|-worker\.ts$/.test(file)) continue;
    for (const text of await scriptTexts(root, file)) texts.set(text, `www/${file}`);
  }
  return texts;
}

/** Texts in elements and in attributes that users read that are not passed to a translating function. */
export async function untranslated(root) {
  const files = (await readdir(new URL("www/", root), { recursive: true })).filter((path) => /\.tsx$/.test(path));
  const found = [];
  for (const file of files.sort()) {
    const { code } = await compiled(root, file);
    const read =
      /\b(?:children|label|note|title|legend|placeholder|alt|"aria-label"): ("(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`)/g;
    for (const [, literal] of code.matchAll(read)) {
      const text = literal.slice(1, -1).replace(/\$\{[^}]*\}/g, "");
      if (/[a-z]{2}/i.test(text) && !/jsx\("code", \{ children: $/.test(code)) found.push(`www/${file}: ${literal}`);
    }
  }
  return found;
}

/**
 * Whether a text is for users: it has several words and is not a list of names. texts/code.json lists exceptions that
 * only programs read.
 */
const isText = (text) => /[a-z].* |. .*[a-z]/i.test(text) && /[a-z]{2}/i.test(text) && !isListOfNames(text);

/** A long text of names without punctuation. */
const isListOfNames = (text) => text.length > 200 && !/[,.:;"{]/.test(text);

async function compiled(root, file) {
  const source = await readFile(new URL(`www/${file}`, root), "utf8");
  const loader = file.endsWith("x") ? "tsx" : "ts";
  return transform(source, { loader, jsx: "automatic", jsxImportSource: "preact", target: "esnext", charset: "utf8" });
}

/** The texts of a script, including those that it passes to the translating functions. */
async function scriptTexts(root, file) {
  const { code } = await compiled(root, file);
  const texts = new Set();
  for (const { text, before, after } of scriptLiterals(code)) {
    const isPassed = /\b(?:t|rich)\(\s*$/.test(before);
    // A text with forms for one and for many is listed by its form for many.
    const isForOne = /\b(?:plural|formatNoun)\([^"]*$/.test(before);
    const isForMany = /\b(?:plural|formatNoun)\([^"]*"(?:[^"\\]|\\.)*",\s*$/.test(before);
    // A regular noun: its plural ends with "s".
    if (/^[a-z ]+$/.test(text) && /\bformatNoun\([^"]*$/.test(before) && after.startsWith(")")) texts.add(`${text}s`);
    if (!isForOne && (isPassed || isForMany || (isText(text) && !/\bclass: [^,]*$/.test(before)))) texts.add(text);
  }
  return texts;
}

/** The string literals of a Rust file. */
export function* rustLiterals(source) {
  const token =
    /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:\\u\{[^}]*\}|\\.|[^\\'])'|\bb?r(#*)"([\s\S]*?)"\1|(\bb)?"((?:\\[\s\S]|[^"\\])*)"|#!?\[(?:"(?:\\.|[^"\\])*"|[^\]"])*\]/g;
  for (const [, , raw, byte, text] of source.matchAll(token)) {
    if (raw !== undefined) yield raw;
    else if (text !== undefined && byte === undefined) yield text.replace(/\\\n\s*/g, "").replace(/\\(["\\'])/g, "$1");
  }
}

/** The part of a Rust file before its tests. */
const withoutTests = (source) => source.split(/#\[cfg\(test\)\]\s*(?:pub )?mod \w+ \{/)[0];

/** A format string of Rust in which each hole has a name: "{}" becomes "{0}", and "{path:?}" becomes "{path}". */
export function withNames(text) {
  let next = 0;
  return text.replace(/\{\{|\}\}|\{(\w*)(?::[^}]*)?\}/g, (hole, name) => {
    if (name === undefined) return hole[0];
    return `{${name === "" ? next++ : name}}`;
  });
}

/**
 * The string literals of a script that esbuild has written. The holes of a template become "{0}" and so on. `before` is
 * the line before the literal.
 */
function scriptLiterals(code) {
  const found = [];
  scan(code, 0, found);
  return found;
}

/** The tokens of a script that matter here. */
const TOKEN =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|(?<=[(=:,[!&|?{};]\s*)\/(?![/*])(?:\\.|\[(?:\\.|[^\]\\])*\]|[^/\\\n])+\/[a-z]*|"((?:\\.|[^"\\])*)"|'((?:\\.|[^'\\])*)'|[`{}]/g;

/** Scans code up to its closing brace, and returns the position of that brace. */
function scan(code, start, found) {
  let depth = 0;
  let at = start;
  for (;;) {
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(code);
    if (!token) return code.length;
    at = token.index + token[0].length;
    if (token[0] === "{") depth++;
    else if (token[0] === "}" && depth-- === 0) return token.index;
    else if (token[0] === "`") at = scanTemplate(code, at, found);
    else note(code, token.index, at, token[1] ?? token[2], found);
  }
}

/** Scans a template literal from after its opening quote, and returns the position of its closing quote. */
function scanTemplate(code, start, found) {
  let text = "";
  let holes = 0;
  for (let at = start; at < code.length; at++) {
    if (code[at] === "`") {
      note(code, start - 1, at + 1, text, found);
      return at + 1;
    }
    if (code.startsWith("${", at)) {
      text += `{${holes++}}`;
      at = scan(code, at + 2, found);
    } else {
      if (code[at] === "\\") text += code[at++];
      text += code[at];
    }
  }
  return code.length;
}

function note(code, start, end, text, found) {
  const line = code.slice(code.lastIndexOf("\n", start) + 1, start);
  if (text === undefined || /^(?:import|export) .*from $/.test(line)) return;
  found.push({
    text: text.replace(/\\(["'`\\])/g, "$1").replace(/\\n/g, "\n"),
    before: code.slice(Math.max(0, start - 300), start),
    after: code.slice(end, end + 2),
  });
}
