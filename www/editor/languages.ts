/** Syntax colours, taken from the page's colours, which suit light and dark schemes. */

import { python } from "@codemirror/lang-python";
import { HighlightStyle, indentUnit, syntaxHighlighting } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.controlKeyword], color: "var(--accent-strong)", fontWeight: "600" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--warning)" },
  { tag: [tags.comment, tags.docString], color: "var(--muted)" },
  { tag: [tags.definition(tags.variableName), tags.definition(tags.className)], fontWeight: "600" },
  { tag: tags.invalid, color: "var(--error)" },
]);

const theme = EditorView.theme({
  "&": { color: "var(--text)", backgroundColor: "var(--card)", fontSize: "13.5px", height: "100%" },
  "&.cm-focused": { outline: "2px solid var(--accent)", outlineOffset: "-2px" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.55" },
  ".cm-content": { caretColor: "var(--text)" },
  ".cm-cursor": { borderLeftColor: "var(--text)" },
  ".cm-gutters": { color: "var(--muted)", backgroundColor: "var(--sunk)", borderRight: "1px solid var(--line)" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "color-mix(in srgb, var(--accent) 8%, transparent)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "color-mix(in srgb, var(--accent) 28%, transparent)",
  },
  ".cm-selectionMatch": { backgroundColor: "color-mix(in srgb, var(--accent) 16%, transparent)" },
  ".cm-panels": { color: "var(--text)", backgroundColor: "var(--sunk)", borderColor: "var(--line)" },
  ".cm-panels-bottom": { borderTop: "1px solid var(--line)" },
  ".cm-textfield": { color: "var(--text)", backgroundColor: "var(--card)", borderColor: "var(--control)" },
  ".cm-button": { color: "var(--text)", background: "var(--card)", borderColor: "var(--control)" },
  ".cm-panel.cm-search label": { fontSize: "90%" },
  ".cm-panel.cm-search [name=close], .cm-panel.cm-panel-lint [name=close]": {
    minWidth: "24px",
    minHeight: "24px",
    color: "var(--text)",
  },
  ".cm-tooltip": { color: "var(--text)", backgroundColor: "var(--card)", border: "1px solid var(--control)" },
  ".cm-diagnostic": { padding: "6px 10px", fontFamily: "var(--sans)", maxWidth: "60ch" },
});

/** The extensions of every file. */
export const appearance: Extension = [theme, syntaxHighlighting(colours), indentUnit.of("    ")];

/** The language of a file, by its name. */
export function languageOf(path: string): Extension {
  return /\.pyi?$/.test(path) ? python() : [];
}
