/** CodeMirror with several files, each with its own history. */

import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { bracketMatching, indentOnInput } from "@codemirror/language";
import { type Diagnostic, lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { EditorState, type Text } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { t } from "../texts/language";
import type { LineProblem } from "../ui/lazy-view";
import { appearance, languageOf } from "./languages";

/** Called with the text of a file whenever the user has changed it. */
export type OnText = (path: string, text: string) => void;

/** The editor of one element. A shadow root adopts its style sheets, because the policy allows no style elements. */
export class CodeEditor {
  readonly #view: EditorView;
  readonly #onText: OnText;
  /** The states of files that are not shown. */
  readonly #states = new Map<string, EditorState>();
  #path: string | null = null;

  constructor(host: HTMLElement, onText: OnText) {
    this.#onText = onText;
    // The view that all files share is created in a task of its own. Nothing can be typed until a file is opened.
    this.#view = show(host, EditorState.create({ extensions: [lineNumbers(), drawSelection(), appearance, CLOSED] }));
  }

  /** Whether the text and the history of a file are loaded. */
  has(path: string): boolean {
    return this.#path === path || this.#states.has(path);
  }

  /** Loads the text of a file, with an empty history. */
  load(path: string, text: string): void {
    if (this.#path === path) this.#path = null;
    this.#states.set(path, this.#state(path, text));
  }

  /** Shows a loaded file with its own history. */
  open(path: string): void {
    const state = this.#states.get(path);
    if (this.#path === path || !state) return;
    if (this.#path !== null) this.#states.set(this.#path, this.#view.state);
    this.#path = path;
    this.#view.setState(state);
  }

  /** Marks the lines that have problems. Problems of lines that do not exist any more are omitted. */
  mark(problems: LineProblem[]): void {
    const { doc } = this.#view.state;
    const marks = problems.filter(({ line }) => line <= doc.lines).map((problem) => diagnosticOf(problem, doc));
    this.#view.dispatch(setDiagnostics(this.#view.state, marks));
  }

  /** Goes to a line, counted from 1. */
  goTo(line: number): void {
    const { doc } = this.#view.state;
    const { from } = doc.line(Math.min(Math.max(1, line), doc.lines));
    this.#view.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: "center" }) });
    this.#view.focus();
  }

  close(): void {
    this.#view.destroy();
  }

  #state(path: string, text: string): EditorState {
    // Line endings are preserved if all of them are of one kind.
    const isWindows = text.includes("\r\n") && !/[^\r]\n/.test(text);
    return EditorState.create({
      doc: text,
      extensions: [
        isWindows ? EditorState.lineSeparator.of("\r\n") : [],
        lineNumbers(),
        history(),
        drawSelection(),
        indentOnInput(),
        bracketMatching(),
        highlightActiveLine(),
        highlightSelectionMatches(),
        search(),
        EditorState.phrases.of(Object.fromEntries(PHRASES.map((phrase) => [phrase, t(phrase)]))),
        lintGutter(),
        languageOf(path),
        appearance,
        keymap.of([...searchKeymap, ...lintKeymap, ...historyKeymap, ...defaultKeymap, indentWithTab]),
        // The tab stop is for tools that do not recognise that editable content has one.
        EditorView.contentAttributes.of({
          "aria-label": t("Text of {path}", { path }),
          spellcheck: "false",
          tabindex: "0",
        }),
        replacement,
        EditorView.updateListener.of(({ docChanged, state }) => {
          if (docChanged) this.#onText(path, state.sliceDoc());
        }),
      ],
    });
  }
}

/** The state without a file. */
const CLOSED = [
  EditorState.readOnly.of(true),
  EditorView.editable.of(false),
  EditorView.contentAttributes.of({ "aria-hidden": "true" }),
];

function show(host: HTMLElement, state: EditorState): EditorView {
  const root = host.shadowRoot ?? host.attachShadow({ mode: "open" });
  const parent = document.createElement("div");
  parent.style.height = "100%";
  root.replaceChildren(parent);
  return new EditorView({ parent, root, state });
}

/**
 * Inserts text that is typed over a selection. Otherwise Chromium would preserve the look of the selected text by a
 * style attribute, which the policy of the page refuses.
 */
const replacement = EditorView.domEventHandlers({
  beforeinput({ inputType, data }, view) {
    const isPlain = inputType === "insertText" && data !== null && !view.composing;
    if (!isPlain || view.state.selection.main.empty) return false;
    view.dispatch(
      view.state.update(view.state.replaceSelection(data), { userEvent: "input.type", scrollIntoView: true }),
    );
    return true;
  },
});

/** The texts of the editor's panels. */
const PHRASES = [
  ...[
    "Find",
    "Replace",
    "next",
    "previous",
    "all",
    "match case",
    "by word",
    "regexp",
    "replace",
    "replace all",
    "close",
  ],
  ...["Go to line", "go", "current match", "replaced $ matches", "replaced match on line $", "on line", "Diagnostics"],
];

function diagnosticOf({ line, severity, message, hint }: LineProblem, doc: Text): Diagnostic {
  const { from, to, text } = doc.line(line);
  const start = from + (text.length - text.trimStart().length);
  return { from: Math.min(start, to), to, severity, message: hint ? `${t(message)}. ${t(hint)}` : t(message) };
}
