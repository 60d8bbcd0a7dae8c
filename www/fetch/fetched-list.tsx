import { useState } from "preact/hooks";
import type { Problem } from "../common/problem";
import type { Resolution } from "../packager/types";
import { plural, t } from "../texts/language";
import { formatNoun, formatSize } from "../ui/format";
import { ProblemNote } from "../ui/problem-note";
import type { FetchActions } from "./actions";

/** All fetched files with their addresses, sizes and hashes, and buttons to save them. */
export function FetchedList({ resolution, actions }: { resolution: Resolution; actions: FetchActions }) {
  const [problem, setProblem] = useState<Problem | null>(null);
  const { fetched, items, lock } = resolution;
  if (fetched.length === 0) return null;
  const total = fetched.reduce((sum, { size }) => sum + size, 0);
  return (
    <div class="fetched">
      <div class="press">
        {lock && (
          <>
            <button type="button" onClick={() => actions.saveText("pylock.toml", lock.pylock)}>
              {t("Save pylock.toml")}
            </button>
            <button type="button" onClick={() => actions.saveText("requirements.txt", lock.requirements)}>
              {t("Save requirements.txt")}
            </button>
          </>
        )}
        {items.length > 0 && (
          <button type="button" onClick={() => void actions.saveWheels().then(setProblem)}>
            {t("Save the wheels")}
          </button>
        )}
      </div>
      {problem && <ProblemNote problem={problem} />}
      <details>
        <summary title={formatNoun(total, "byte")}>
          {plural(
            fetched.length,
            "All that was fetched: {count} answer, {size}",
            "All that was fetched: {count} answers, {size}",
            { size: formatSize(total) },
          )}
        </summary>
        <ul class="fetched-files">
          {fetched.map(({ url, size, sha256, isKept }, at) => (
            <li key={`${at} ${url}`}>
              <span class="path">{url}</span>
              <span class="detail" title={formatNoun(size, "byte")}>
                {formatSize(size)}
                {isKept && t(", kept from before")}
              </span>
              {sha256 && <code>{sha256}</code>}
            </li>
          ))}
        </ul>
      </details>
    </div>
  );
}
