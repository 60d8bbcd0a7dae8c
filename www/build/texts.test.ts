/** Checks that every text that users read has a translation in each language. */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import code from "../texts/code.json";
import aws from "../texts/de/aws.json";
import checks from "../texts/de/checks.json";
import composed from "../texts/de/composed.json";
import deploy from "../texts/de/deploy.json";
import errors from "../texts/de/errors.json";
import { translation } from "../texts/de/index";
import libraries from "../texts/de/libraries.json";
import page from "../texts/de/page.json";
import plan from "../texts/de/plan.json";
import python from "../texts/de/python.json";
import readers from "../texts/de/readers.json";
import sources from "../texts/de/sources.json";
import templates from "../texts/de/templates.json";
import { formatCount, HOLE, plural, speak, t } from "../texts/language";
import { rich } from "../texts/rich";
import type { Table } from "../texts/translator";
// @ts-expect-error: the build's own scripts have no types.
import { textsOfModules, textsOfPage, untranslated } from "./texts.mjs";

// The test is bundled into target/tests-of-www/build/.
const root = new URL("../../../", import.meta.url);
const german: Table = {
  ...page,
  ...deploy,
  ...errors,
  ...plan,
  ...sources,
  ...libraries,
  ...checks,
  ...templates,
  ...aws,
};
const texts: Map<string, string> = new Map([...(await textsOfModules(root)), ...(await textsOfPage(root))]);
const isCode = new Set(code);

test("every text has a German one, unless it is code", () => {
  // Without this check, a pattern that matches nothing would pass.
  assert.ok(texts.size > 1800, `${texts.size} texts`);
  const missing = [...texts].filter(([text]) => !(text in german) && !isCode.has(text));
  assert.deepEqual(
    missing.map(([text, file]) => `${file}: ${text}`),
    [],
    "add them to a file of www/texts/de, or to www/texts/code.json if nobody reads them",
  );
});

test("no text has two German ones in a file, of which one would win unseen", () => {
  const folder = new URL("www/texts/de/", root);
  const files = readdirSync(folder).filter((name) => name.endsWith(".json"));
  assert.ok(files.length > 5);
  const twice = files.flatMap((file) => {
    const lines = readFileSync(new URL(file, folder), "utf8").matchAll(/^ {2}("(?:[^"\\]|\\.)*"):/gm);
    const keys = [...lines].map(([, key]) => key);
    return keys.filter((key, at) => keys.indexOf(key) < at).map((key) => `${file}: ${key}`);
  });
  assert.deepEqual(twice, []);
});

test("no text is in the table that is nowhere else", () => {
  const gone = [...Object.keys(german), ...code].filter((text) => /\w .*\w/.test(text) && !texts.has(text));
  assert.deepEqual(gone, []);
});

test("German has the names of the English text, and no other holes", () => {
  const holes = (text: string) => [...text.matchAll(new RegExp(HOLE, "g"))].map(([hole]) => hole);
  const wrong = Object.entries({ ...german, ...python, ...readers, ...composed }).filter(([english, own]) => {
    const names = [...english.matchAll(/"(\{\w+\})"/g)].map(([, hole]) => hole);
    const forms = typeof own === "string" ? [own] : Object.values(own as Record<string, string>);
    return forms.some((form) => {
      const has = holes(form);
      const isExtra = has.some((hole) => !holes(english).includes(hole));
      return isExtra || names.some((hole) => !has.includes(hole ?? ""));
    });
  });
  assert.deepEqual(wrong, []);
});

test("no text of the page is drawn without being translated", async () => {
  // Names, and examples of input.
  const names = /"(?:codeSha256|CodeSha256|wheelpress|0 MB|pandas requests|https:[^"]*|pip install --target)"$/;
  assert.deepEqual(
    (await untranslated(root)).filter((found: string) => !names.test(found)),
    [],
  );
});

test("each message is understood as the text it was made of", () => {
  // Of adjacent holes, the first one takes the whole value.
  const kept = (english: string) => [...english.matchAll(/\{(\w+)\}(?:\{\w+\})*/g)].map(([, name]) => name);
  const filled = (text: string, names: (string | undefined)[]) =>
    text.replace(/\{(\w+)\}/g, (_, name: string) => (names.includes(name) ? `V${name}9` : ""));
  const messages = Object.entries({
    ...python,
    ...errors,
    ...plan,
    ...sources,
    ...libraries,
    ...checks,
    ...templates,
    ...aws,
  });
  // Messages without words consist of clauses; the test values are not clauses.
  const worded = messages.filter(([english]) => /[a-z]{2}/i.test(english.replace(/\{\w+\}/g, "")));
  assert.ok(worded.length > 1300, `${worded.length} messages`);
  const wrong = worded.filter(([english, own]) => {
    const first = english.replace(/(\{\w+\})(?:\{\w+\})+/g, "$1");
    return translation.text(filled(first, kept(english))) !== filled(own, kept(english));
  });
  assert.deepEqual(wrong, []);
});

/** Small English words that German does not have. */
const ENGLISH = /\b(?:the|is|of|and|it|not|has|for|by|with|which|that|are|from|its|but|your|you|this|to)\b/i;

test("messages of modules are understood, with the values in them", () => {
  const messages = readFileSync(new URL("www/texts/messages.txt", root), "utf8").trim().split("\n");
  assert.ok(messages.length > 500, `${messages.length} messages`);
  const left = messages
    .map((message) => [message, translation.text(message)] as const)
    .filter(([, own]) => ENGLISH.test(own.replace(/"[^"]*"|`[^`]*`/g, "")));
  assert.deepEqual(left, []);
});

test("what readers say of broken files is in German", () => {
  // Messages of the readers themselves, collected by `tests/readers_said.rs`.
  const messages = readFileSync(new URL("www/texts/readers.txt", root), "utf8").trim().split("\n");
  assert.ok(messages.length > 60, `${messages.length} messages`);
  const words = (text: string): string[] => text.replace(/"[^"]*"|`[^`]*`/g, "").match(/\b[a-z]{4,}\b/g) ?? [];
  const left = messages
    .map((message) => [message, translation.text(message)] as const)
    .filter(([message, own]) => words(own).some((word) => words(message).includes(word)));
  assert.deepEqual(left, []);
});

test("messages in German", () => {
  const check = (message: string, expected: string) => assert.equal(translation.text(message), expected);
  check(
    'The wheel "a-1.0-py3-none-any.whl" does not fit the target: it is built for macOS, and Lambda runs Linux with glibc',
    'Das Wheel "a-1.0-py3-none-any.whl" passt nicht zum Ziel: es ist für macOS gebaut, und Lambda läuft auf Linux mit glibc',
  );
  check(
    '"lib/a.so" of "numpy" 2.5.5 is built for macOS, Lambda runs Linux; 18 more files have the same fault',
    '"lib/a.so" von "numpy" 2.5.5 ist für macOS gebaut, Lambda läuft auf Linux; 18 weitere Dateien haben denselben Fehler',
  );
  check(
    '"a/pyproject.toml" line 3: it is not valid TOML: missing comma between array elements, expected `,`',
    '"a/pyproject.toml" Zeile 3: es ist kein gültiges TOML: zwischen zwei Elementen des Arrays fehlt ein Komma; erwartet: `,`',
  );
  check(
    '"Pipfile.lock" line 1: it is not valid JSON: expected value at line 2 column 13',
    '"Pipfile.lock" Zeile 1: es ist kein gültiges JSON: ein Wert wird erwartet in Zeile 2, Spalte 13',
  );
  check(
    "\"template.yaml\" cannot be read at line 4, column 5: unclosed bracket '['",
    '"template.yaml" kann bei Zeile 4, Spalte 5 nicht gelesen werden: die Klammer `[` wird nicht geschlossen',
  );
  // Text in quotes is a name.
  check('"the file is not here.py" is empty', '"the file is not here.py" ist leer');
  // The message of another program is not translated.
  check('"a.py" cannot be read: NotFoundError', '"a.py" kann nicht gelesen werden: NotFoundError');
  check("a message that nobody knows", "a message that nobody knows");
});

test("numbers and their nouns, in English and in German", () => {
  const said = () => [formatCount(4043.5), plural(1, "file", "files"), plural(2, "file", "files"), t("Undo")];
  assert.deepEqual(said(), ["4,043.5", "file", "files", "Undo"]);
  speak(translation);
  assert.deepEqual(said(), ["4.043,5", "Datei", "Dateien", "Rückgängig"]);
  assert.deepEqual(t("Use {handler}", { handler: "{app}" }), "{app} verwenden");
  assert.deepEqual(rich("{host} answers", { host: 1 }), ["", 1, " answers"]);
  speak(null);
  assert.deepEqual(said(), ["4,043.5", "file", "files", "Undo"]);
});
