import type { Edit } from "../state/edits";
import { t } from "../texts/language";
import { Name } from "../ui/name";

interface Props {
  edits: Edit[];
  /** The paths of files in a dropped zip. */
  inZip: Pick<Set<string>, "has">;
  onUndo(edit: Edit): void;
}

/** The files that differ from what was dropped, each with a button that undoes its change. */
export function EditList({ edits, inZip, onUndo }: Props) {
  if (edits.length === 0) return null;
  return (
    <section class="put-back" aria-labelledby="edits-heading">
      <h3 id="edits-heading">{t("Changed by you")}</h3>
      <ul>
        {edits.map((edit) => {
          const { path, before } = edit;
          const name = path ?? before?.path ?? "";
          return (
            <li key={`${before?.path} ${path}`}>
              <span>
                <Name text={name} /> <span class="note">{what(edit, inZip)}</span>
              </span>
              <button
                type="button"
                class="bare"
                aria-label={t("Undo the changes of {name}", { name })}
                onClick={() => onUndo(edit)}
              >
                {t("Undo")}
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function what({ path, before }: Edit, inZip: Props["inZip"]): string {
  if (before === null) return path !== null && inZip.has(path) ? t("changed") : t("new");
  if (path === null) return t("deleted");
  return path === before.path ? t("changed") : t("was {path}", { path: before.path });
}
