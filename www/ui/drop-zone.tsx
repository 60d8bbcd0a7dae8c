import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { PageState } from "../state/page";
import { plural, t } from "../texts/language";
import { rich } from "../texts/rich";
import type { Actions } from "./actions";
import { Check } from "./check";
import { Examples } from "./examples";
import { WarningIcon } from "./icons";
import { useKeptFocus } from "./use-kept-focus";

interface Props {
  reading: PageState["reading"];
  unreadable: string[];
  empty: string[];
  /** Whether something was dropped. */
  filled: boolean;
  /** The folders of the last visit. */
  again: string[];
  /** Whether folders can be watched, and whether they are being watched. */
  canWatch: boolean;
  isWatching: boolean;
  /** The folders of which the browser may have left out files. */
  partial: string[];
  /** The user's edits that were lost just now. */
  lost: PageState["lost"];
  actions: Actions;
  children: ComponentChildren;
}

/** The section of the sources. Drops are accepted in the whole window; the buttons do the same by keyboard. */
export function DropZone(props: Props) {
  const { reading, unreadable, empty, filled, again, canWatch, isWatching, partial, lost, actions, children } = props;
  const isOver = useWindowDrop(actions.drop);
  const section = useRef<HTMLElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  useKeptFocus(section, () => heading.current);
  return (
    <section ref={section} class="card sources" aria-labelledby="sources-heading">
      <div class="heading-row">
        <h2 ref={heading} id="sources-heading" tabIndex={-1}>
          {filled ? t("Sources") : t("Drop a function and its libraries")}
        </h2>
        {filled && (
          <button type="button" class="bare" onClick={actions.clear}>
            {t("Clear")}
          </button>
        )}
      </div>
      {!filled && (
        <p class="lead">
          {rich(
            "Files, folders, wheels, a virtualenv, a {code} folder or an existing deployment package, in any mix, anywhere in this window.",
            { code: <code>pip install --target</code> },
          )}
        </p>
      )}
      {children}
      <div class="pickers">
        <Picker label={filled ? t("Add files") : t("Choose files")} isFirst={!filled} onPick={actions.pick} />
        <Picker
          label={filled ? t("Add a folder") : t("Choose a folder")}
          folder
          onPick={actions.pick}
          {...(actions.pickFolder && { onOpen: actions.pickFolder })}
        />
        {!filled && again.length > 0 && (
          <button type="button" onClick={actions.openAgain}>
            {t("Open {folders} again", { folders: again.join(", ") })}
          </button>
        )}
      </div>
      {!filled && <Examples onTry={actions.example} />}
      {canWatch && (
        <Check
          label={t("Watch for changes")}
          note={t("A saved file is used at once.")}
          checked={isWatching}
          onChange={actions.watch}
        />
      )}
      {partial.length > 0 && (
        <p class="note">
          {t('Of {folders}, the browser leaves out files whose names it holds unsafe, such as "aux.py" or "a.url".', {
            folders: partial.map(quoted).join(", "),
          })}{" "}
          {/* There, a drop is read in the same way. */}
          {location.protocol !== "file:" && t("Drop the folder to have them too.")}
        </p>
      )}
      <div class="notes" aria-live="polite">
        {reading.drops > 0 && (
          <p class="listing">
            {/* Screen readers read the first words, and not every new number. */}
            <span aria-live="off">
              {plural(reading.files, "Listing… {count} file so far", "Listing… {count} files so far")}
            </span>{" "}
            <button type="button" class="bare" onClick={actions.stopListing}>
              {t("Stop listing")}
            </button>
          </p>
        )}
        <UnreadNotes paths={unreadable} empty={empty} />
        {lost && (
          <p>
            {plural(
              lost.paths.length,
              "{count} change of yours is gone: {names}",
              "{count} changes of yours are gone: {names}",
              {
                names: someOf(lost.paths),
              },
            )}{" "}
            <button type="button" class="bare" onClick={actions.restoreEdits}>
              {lost.isReplaced ? t("Make it again") : t("Undo")}
            </button>
          </p>
        )}
      </div>
      {isOver && (
        <div class="curtain" aria-hidden="true">
          <p>{t("Drop to add")}</p>
        </div>
      )}
    </section>
  );
}

interface PickerProps {
  label: string;
  folder?: boolean;
  /** Whether it is the main action. */
  isFirst?: boolean;
  /** Opens another picker instead of the input's. */
  onOpen?: () => void;
  onPick(files: FileList): void;
}

function Picker({ label, folder, isFirst, onOpen, onPick }: PickerProps) {
  return (
    <label class={isFirst ? "button accent" : "button"}>
      {label}
      <input
        class="visually-hidden"
        type="file"
        multiple
        {...(folder && { webkitdirectory: true })}
        onClick={(event) => {
          if (!onOpen) return;
          event.preventDefault();
          onOpen();
        }}
        onChange={(event) => {
          const input = event.currentTarget;
          // Emptying the input allows the same files to be picked again. It also empties the list of files, so it is
          // done last.
          if (input.files && input.files.length > 0) onPick(input.files);
          input.value = "";
        }}
      />
    </label>
  );
}

function UnreadNotes({ paths, empty }: { paths: string[]; empty: string[] }) {
  if (paths.length === 0 && empty.length === 0) return null;
  return (
    <div class="unread">
      <WarningIcon />
      <div>
        {paths.length > 0 && <p>{t("Could not be read: {names}", { names: someOf(paths) })}</p>}
        {empty.length > 0 && <p>{t("No file to ship in {names}", { names: empty.map(quoted).join(", ") })}</p>}
      </div>
    </div>
  );
}

/** The first of these paths, and the number of the others. */
function someOf(paths: string[]): string {
  const others = paths.length - 3;
  const more = others > 0 ? plural(others, " and {count} other", " and {count} others") : "";
  return paths.slice(0, 3).map(quoted).join(", ") + more;
}

function quoted(path: string): string {
  return `"${path}"`;
}

/** Accepts files that are dropped in the window. Returns whether files are dragged over it. */
function useWindowDrop(drop: (transfer: DataTransfer) => void): boolean {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const listening = new AbortController();
    const options = { signal: listening.signal };
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
    const enter = (event: DragEvent) => {
      // Another element accepts the files.
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
        // Without a related target, the pointer has left the window. Otherwise it has moved inside the window.
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
  return isOver;
}
