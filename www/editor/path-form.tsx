import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { t } from "../texts/language";

interface Props {
  label: string;
  /** The initial path. */
  start: string;
  /** The label of the button. */
  verb: string;
  /** Returns why a path cannot be used; null if it can. */
  problemOf(path: string): string | null;
  onDone(path: string): void;
  onCancel(): void;
}

/** Asks for the path of a file. */
export function PathForm({ label, start, verb, problemOf, onDone, onCancel }: Props) {
  // Not by useId: this copy of preact counts separately, and the page already has such ids.
  const id = "editor-path";
  const [path, setPath] = useState(start);
  const [problem, setProblem] = useState<string | null>(null);
  const input = useRef<HTMLInputElement>(null);
  // A layout effect, so that the focus is set before the next key is pressed.
  useLayoutEffect(() => input.current?.focus(), []);
  return (
    <form
      class="path-form"
      onSubmit={(event) => {
        event.preventDefault();
        const found = problemOf(path.trim());
        setProblem(found);
        if (found === null) onDone(path.trim());
      }}
      onKeyDown={(event) => {
        if (event.key === "Escape") onCancel();
      }}
    >
      <label for={id}>{label}</label>
      <input
        ref={input}
        id={id}
        class="code"
        type="text"
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        aria-invalid={problem !== null}
        aria-describedby={`${id}-problem`}
        value={path}
        onInput={(event) => setPath(event.currentTarget.value)}
      />
      <p id={`${id}-problem`} class="note" role="alert">
        {problem}
      </p>
      <div class="editor-buttons">
        <button type="submit">{verb}</button>
        <button type="button" class="quiet" onClick={onCancel}>
          {t("Cancel")}
        </button>
      </div>
    </form>
  );
}
