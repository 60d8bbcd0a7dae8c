/** CodeMirror with several files, each with its own history. */

import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { bracketMatching, indentOnInput } from "@codemirror/language";
import { type Diagnostic, lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { EditorState, type Text } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { t } from "../texts/language";
import type { LineProblem } from "../ui/part";
import { appearance, languageOf } from "./languages";

/** Called with the text of a file whenever somebody has changed it. */
export type OnText = (path: string, text: string) => void;

/** The editor of one element. Its style sheets are adopted by a shadow root, as the policy allows no style elements. */
export class CodeEditor {
  readonly #view: EditorView;
  readonly #onText: OnText;
  /** The files that are not shown. */
  readonly #states = new Map<string, EditorState>();
  #path: string | null = null;

  constructor(host: HTMLElement, onText: OnText) {
    this.#onText = onText;
    // What all texts need is made in a task of its own. Nothing can be typed until there is one.
    this.#view = show(host, EditorState.create({ extensions: [lineNumbers(), drawSelection(), appearance, CLOSED] }));
  }

  /** Whether the text and the history of a file are here. */
  has(path: string): boolean {
    return this.#path === path || this.#states.has(path);
  }

  /** Takes the text of a file in, with an empty history. */
  load(path: string, text: string): void {
    if (this.#path === path) this.#path = null;
    this.#states.set(path, this.#state(path, text));
  }

  /** Shows a file that is here, with its own history. */
  open(path: string): void {
    const state = this.#states.get(path);
    if (this.#path === path || !state) return;
    if (this.#path !== null) this.#states.set(this.#path, this.#view.state);
    this.#path = path;
    this.#view.setState(state);
  }

  /** Marks the lines that have problems. Those of lines that are gone are left out. */
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
    // Line ends stay as they are, where all are of one kind.
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
        // The tab stop is for tools that do not know that what is editable has one.
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

/** There is no file to write to. */
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
 * Text that is typed over a selection is put there by the editor. Chromium would keep the look of what was selected by a
 * style attribute, which the page's policy refuses.
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

/** What the panels of the editor say. */
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
