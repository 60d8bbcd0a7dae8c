import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { PageState } from "../state";
import type { Actions } from "./actions";
import { formatNoun } from "./format";
import { WarningIcon } from "./icons";
import { useKeptFocus } from "./use-kept-focus";

interface Props {
  reading: PageState["reading"];
  unreadable: string[];
  empty: string[];
  filled: boolean;
  actions: Actions;
  children: ComponentChildren;
}

/** The section of the sources. The whole window takes drops; the buttons do the same without a mouse. */
export function DropZone({ reading, unreadable, empty, filled, actions, children }: Props) {
  const over = useWindowDrop(actions.drop);
  const section = useRef<HTMLElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  useKeptFocus(section, () => heading.current);
  return (
    <section ref={section} class="card sources" aria-labelledby="sources-heading">
      <div class="heading-row">
        <h2 ref={heading} id="sources-heading" tabIndex={-1}>
          {filled ? "Sources" : "Drop a function and its libraries"}
        </h2>
        {filled && (
          <button type="button" class="bare" onClick={actions.clear}>
            Clear
          </button>
        )}
      </div>
      {!filled && (
        <p class="lead">
          Files, folders, wheels, a virtualenv, a <code>pip install --target</code> folder or an existing deployment
          package, in any mix, anywhere in this window.
        </p>
      )}
      {children}
      <div class="pickers">
        <Picker label={filled ? "Add files" : "Choose files"} onPick={actions.pick} />
        <Picker label={filled ? "Add a folder" : "Choose a folder"} folder onPick={actions.pick} />
        {!filled && (
          <button type="button" class="accent" onClick={actions.example}>
            Try an example
          </button>
        )}
      </div>
      <div class="notes" aria-live="polite">
        {reading.drops > 0 && <p class="listing">Listing… {formatNoun(reading.files, "file")} so far</p>}
        <Unread paths={unreadable} empty={empty} />
      </div>
      {over && (
        <div class="curtain" aria-hidden="true">
          <p>Drop to add</p>
        </div>
      )}
    </section>
  );
}

function Picker({ label, folder, onPick }: { label: string; folder?: boolean; onPick(files: FileList): void }) {
  return (
    <label class="button">
      {label}
      <input
        class="visually-hidden"
        type="file"
        multiple
        {...(folder && { webkitdirectory: true })}
        onChange={(event) => {
          const input = event.currentTarget;
          // The list is live: emptying the input, so that the same files can be picked again, empties it.
          if (input.files && input.files.length > 0) onPick(input.files);
          input.value = "";
        }}
      />
    </label>
  );
}

function Unread({ paths, empty }: { paths: string[]; empty: string[] }) {
  if (paths.length === 0 && empty.length === 0) return null;
  const more = paths.length > 3 ? ` and ${formatNoun(paths.length - 3, "other")}` : "";
  return (
    <div class="unread">
      <WarningIcon />
      <div>
        {paths.length > 0 && (
          <p>
            Could not be read: {paths.slice(0, 3).map(quoted).join(", ")}
            {more}
          </p>
        )}
        {empty.length > 0 && <p>No file to ship in {empty.map(quoted).join(", ")}</p>}
      </div>
    </div>
  );
}

function quoted(path: string): string {
  return `"${path}"`;
}

/** Whether files are being dragged over the window. */
function useWindowDrop(drop: (transfer: DataTransfer) => void): boolean {
  const [over, setOver] = useState(false);
  useEffect(() => {
    const listening = new AbortController();
    const options = { signal: listening.signal };
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
    const enter = (event: DragEvent) => {
      // What takes files itself has said so.
      if (event.defaultPrevented) return setOver(false);
      if (!hasFiles(event)) return;
      event.preventDefault();
      if (event.dataTransfer) event.dataTransfer.dropEffect = "copy";
      setOver(true);
    };
    window.addEventListener("dragenter", enter, options);
    window.addEventListener("dragover", enter, options);
    window.addEventListener(
      "dragleave",
      (event) => {
        // Leaving for nothing is leaving the window; all other pairs are moves inside of it.
        if (event.relatedTarget === null) setOver(false);
      },
      options,
    );
    window.addEventListener(
      "drop",
      (event) => {
        setOver(false);
        if (!event.dataTransfer || !hasFiles(event) || event.defaultPrevented) return;
        event.preventDefault();
        drop(event.dataTransfer);
      },
      options,
    );
    return () => listening.abort();
  }, [drop]);
  return over;
}
