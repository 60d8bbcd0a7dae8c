import type { OwnFile } from "../state/own-files";
import { t } from "../texts/language";
import { formatNoun } from "../ui/format";
import type { LineProblem } from "../ui/lazy-view";
import { Name } from "../ui/name";

interface Props {
  files: OwnFile[];
  /** The paths of files that differ from what was dropped. */
  changed: Set<string>;
  problems: Map<string, LineProblem[]>;
  /** The path of the file that is shown. */
  shown: string | null;
  onChoose(path: string): void;
}

/** The files that can be edited. */
export function FileList({ files, changed, problems, shown, onChoose }: Props) {
  if (files.length === 0) return <p class="note">{t("None of your files is a text. Make a new one.")}</p>;
  return (
    <ul class="editor-list" aria-label={t("Files")}>
      {files.map(({ path }) => {
        const count = problems.get(path)?.length ?? 0;
        return (
          <li key={path}>
            <button
              type="button"
              class="bare"
              title={path}
              aria-current={path === shown ? "true" : undefined}
              onClick={() => onChoose(path)}
            >
              <Name text={path} />
              {changed.has(path) && <span class="tag">{t("changed")}</span>}
              {count > 0 && <span class="tag found">{formatNoun(count, "problem")}</span>}
            </button>
          </li>
        );
      })}
    </ul>
  );
}
