import { type Problem, toProblem } from "../common/problem";
import { handleOf } from "../drop/folder";
import { type Edited, remove, rename, undo, write } from "../state/edits";
import type { PageStore } from "../state/page";
import type { Actions } from "../ui/actions";

/** Chromium only; TypeScript's types do not have it yet. */
interface WithFilePicker {
  showSaveFilePicker?(options: { suggestedName: string }): Promise<FileSystemFileHandle>;
}

interface WithPermission {
  requestPermission?(options: { mode: "readwrite" }): Promise<PermissionState>;
}

/** Asks for confirmation before the page is closed while there are edits that are on the page only. */
export function guardEdits({ state }: PageStore, event: BeforeUnloadEvent): void {
  const isSaved = (path: string | null) =>
    state.items.some((item) => item.path === path && state.saved.includes(item.file));
  if (state.edits.some(({ path }) => !isSaved(path))) event.preventDefault();
}

/** Edits the user's files, and writes them back. */
export function editActions(
  store: PageStore,
): Pick<Actions, "write" | "renameFile" | "removeFile" | "undoEdit" | "save"> {
  const edit = (change: (edited: Edited) => Edited) => {
    const { items, edits } = store.state;
    store.dispatch({ type: "edited", ...change({ items, edits }) });
  };
  // The handles that the user chose for files that came without a handle.
  const chosen = new Map<string, FileSystemFileHandle>();
  return {
    write: (path, file) => edit((edited) => write(edited, path, file)),
    renameFile: (from, to) => edit((edited) => rename(edited, from, to)),
    removeFile: (path) => edit((edited) => remove(edited, path)),
    undoEdit: (one) => edit((edited) => undo(edited, one)),

    async save(path) {
      const { items, edits } = store.state;
      const item = items.find((item) => item.path === path);
      if (!item) return missing(path);
      const before = edits.find((edit) => edit.path === path)?.before;
      // A renamed file is a different file: the handle of the original is not used.
      const dropped = before?.path === path ? handleOf(before.file) : handleOf(item.file);
      try {
        const handle = dropped ?? chosen.get(path) ?? (await pick(nameOf(path)));
        if (!handle || !(await mayWrite(handle))) return "cancelled";
        chosen.set(path, handle);
        const stream = await handle.createWritable();
        await stream.write(item.file);
        await stream.close();
        store.dispatch({ type: "saved", file: item.file });
        return null;
      } catch (error) {
        return error instanceof DOMException && error.name === "AbortError" ? "cancelled" : toProblem(error);
      }
    },
  };
}

async function pick(suggestedName: string): Promise<FileSystemFileHandle | undefined> {
  return (window as WithFilePicker).showSaveFilePicker?.({ suggestedName });
}

async function mayWrite(handle: FileSystemFileHandle): Promise<boolean> {
  const answer = await (handle as WithPermission).requestPermission?.({ mode: "readwrite" });
  return answer === undefined || answer === "granted";
}

function missing(path: string): Problem {
  return { code: "file-unreadable", message: `"${path}" is not here any more` };
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
