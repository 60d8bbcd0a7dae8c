import { useEffect, useRef, useState } from "preact/hooks";
import { pathProblem } from "../state/own-files";
import { t } from "../texts/language";
import { formatSize } from "../ui/format";
import type { EditorProps } from "../ui/lazy-view";
import { EditList } from "./edit-list";
import { FileList } from "./file-list";
import { FileView } from "./file-view";
import { PathForm } from "./path-form";

/** The path that is being entered: of a new file, or a new path of the shown file. */
type Asking = "new" | "rename" | null;

/** Edits the user's own files. Edited files replace the dropped ones. */
export function Editor(props: EditorProps) {
  const { items, files, hasMore, edits, inZip, problems, actions } = props;
  const [chosen, choose] = useState<string | null>(null);
  const [asking, ask] = useState<Asking>(null);
  const shown = files.find(({ path }) => path === chosen) ?? files[0];
  const changed = new Set(edits.flatMap(({ path }) => (path === null ? [] : [path])));

  // If no file is chosen, the first one is shown as soon as there is one.
  useEffect(() => {
    if (chosen === null && files[0]) choose(files[0].path);
  }, [files]);

  const newButton = useRef<HTMLButtonElement>(null);
  const renameButton = useRef<HTMLButtonElement>(null);
  const cancel = () => {
    (asking === "new" ? newButton : renameButton).current?.focus();
    ask(null);
  };
  const finish = (path: string) => {
    if (asking === "new") actions.write(path, new File([], path.slice(path.lastIndexOf("/") + 1)));
    else if (shown) actions.renameFile(shown.path, path);
    choose(path);
    ask(null);
  };
  return (
    <div class="editor">
      <p class="note">
        {t("Changes lie over what you dropped and are planned as you type.")}{" "}
        {hasMore && `${t("More than {size}: not all of your files are here.", { size: formatSize(3 << 20) })} `}
        {t("Escape, then Tab leaves the text; Ctrl-F finds, F8 goes to the next problem.")}
      </p>
      <div class="editor-columns">
        <div class="editor-files">
          <FileList files={files} changed={changed} problems={problems} shown={shown?.path ?? null} onChoose={choose} />
          <div class="editor-buttons">
            <button ref={newButton} type="button" onClick={() => ask("new")}>
              {t("New")}
            </button>
            <button ref={renameButton} type="button" disabled={!shown} onClick={() => ask("rename")}>
              {t("Rename")}
            </button>
            <button
              type="button"
              disabled={!shown}
              onClick={() => {
                if (shown) actions.removeFile(shown.path);
                choose(null);
              }}
            >
              {t("Delete")}
            </button>
          </div>
          {asking && (
            <PathForm
              key={asking}
              label={
                asking === "new" ? t("Path of the new file") : t("Other path of {path}", { path: shown?.path ?? "" })
              }
              start={asking === "new" ? folderOf(shown?.path ?? "") : (shown?.path ?? "")}
              verb={asking === "new" ? t("Make") : t("Rename")}
              problemOf={(path) => pathProblem(path, items)}
              onDone={finish}
              onCancel={cancel}
            />
          )}
        </div>
        <FileView
          shown={shown ?? null}
          problems={problems}
          isChanged={changed.has(shown?.path ?? "")}
          actions={actions}
        />
      </div>
      <EditList edits={edits} inZip={inZip} onUndo={actions.undoEdit} />
    </div>
  );
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/") + 1);
}
