import { useEffect, useRef, useState } from "preact/hooks";
import { nextTask } from "../common/next-task";
import type { Problem } from "../common/problem";
import type { OwnFile } from "../state/own-files";
import { t } from "../texts/language";
import type { EditorProps, LineProblem } from "../ui/lazy-view";
import { ProblemNote } from "../ui/problem-note";
import type { CodeEditor } from "./code-editor";
import { loadCodeEditor } from "./load-code-editor";

interface Props {
  shown: OwnFile | null;
  problems: Map<string, LineProblem[]>;
  /** Whether the file differs from what was dropped. */
  isChanged: boolean;
  actions: EditorProps["actions"];
}

const NONE: LineProblem[] = [];

/** The text of one file, and its actions. */
export function FileView({ shown, problems, isChanged, actions }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<CodeEditor | null>(null);
  const [isReady, setReady] = useState(false);
  /** Files that were created by typing here: they need not be read. */
  const typed = useRef(new WeakSet<Blob>());
  const [loaded, setLoaded] = useState<string | null>(null);
  const [note, setNote] = useState<string | Problem>("");
  const { path, file } = shown ?? {};
  const own = (path !== undefined && problems.get(path)) || NONE;
  const write = useRef(actions.write);
  write.current = actions.write;

  useEffect(() => {
    let isHere = true;
    void loadCodeEditor().then((Editor) => {
      if (!isHere || !host.current) return;
      editor.current = new Editor(host.current, (path, text) => {
        const file = new File([text], nameOf(path));
        typed.current.add(file);
        write.current(path, file);
      });
      setReady(true);
    });
    return () => {
      isHere = false;
      editor.current?.close();
    };
  }, []);

  // A file that was not created by typing here, such as one whose changes were undone, is loaded and shown.
  useEffect(() => {
    if (!isReady) return;
    if (path === undefined || !file) return setLoaded(null);
    if (typed.current.has(file) && editor.current?.has(path)) {
      editor.current.open(path);
      return setLoaded(path);
    }
    let isWanted = true;
    const load = async () => {
      const text = await textOf(file);
      if (!isWanted) return;
      if (text === null) return setNote(t('"{path}" is not UTF-8', { path }));
      editor.current?.load(path, text);
      // Reading, showing and marking the text each take a while, so each is a task of its own.
      await nextTask();
      if (!isWanted) return;
      editor.current?.open(path);
      await nextTask();
      if (isWanted) setLoaded(path);
    };
    void load();
    return () => {
      isWanted = false;
    };
  }, [isReady, path, file]);

  useEffect(() => setNote(""), [path]);

  useEffect(() => {
    if (loaded !== null && loaded === path) editor.current?.mark(own);
  }, [own, loaded, path]);

  const save = async () => {
    if (path === undefined) return;
    const outcome = await actions.save(path);
    if (outcome === null) return setNote(t('"{path}" is saved', { path }));
    setNote(outcome === "cancelled" ? t('"{path}" is not saved', { path }) : outcome);
  };
  return (
    <section class="editor-view" aria-label={path === undefined ? t("No file") : t("The file {path}", { path })}>
      <div ref={host} class="editor-code" hidden={path === undefined} />
      <div class="editor-buttons">
        {"showSaveFilePicker" in window && (
          <button type="button" disabled={!isChanged} onClick={save}>
            {t("Write back")}
          </button>
        )}
        <button type="button" disabled={!file} onClick={() => file && path !== undefined && download(file, path)}>
          {t("Download")}
        </button>
      </div>
      <div role="status">
        {typeof note === "string" ? note && <p class="note">{note}</p> : <ProblemNote problem={note} />}
      </div>
      {own.length > 0 && (
        <ul class="editor-problems" aria-label={t("Problems of this file")}>
          {own.map(({ line, severity, message }) => (
            <li key={`${line} ${message}`} class={severity}>
              <button type="button" class="bare" onClick={() => editor.current?.goTo(line)}>
                {t("Line {line}", { line })}
              </button>
              <span>{t(message)}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** The text of a file; null if it is not text. A byte order mark is preserved. */
async function textOf(file: Blob): Promise<string | null> {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(await file.arrayBuffer());
  } catch {
    return null;
  }
}

function download(file: Blob, path: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = nameOf(path);
  link.click();
  // By the next task the browser has started the download.
  setTimeout(() => URL.revokeObjectURL(link.href));
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
