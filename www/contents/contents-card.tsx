import { useMemo, useState } from "preact/hooks";
import { t } from "../texts/language";
import { Count } from "../ui/count";
import { formatNoun } from "../ui/format";
import type { ContentsProps } from "../ui/lazy-view";
import { useLater } from "../ui/use-later";
import { ContentsTree } from "./contents-tree";
import { EntryList } from "./entry-list";
import { FilterRow } from "./filter-row";
import { Preview } from "./preview";
import { type Filters, isFiltering, NO_FILTERS, rowsOf, selectRows } from "./rows";

/** The files of the package, as a tree or as a table, and one of them in full. */
export function ContentsCard({ plan, ...props }: ContentsProps) {
  const later = useLater(plan);
  return later && <Contents plan={later} {...props} />;
}

function Contents({ plan, findings, comparison, actions }: ContentsProps) {
  const [asked, setFilters] = useState<Filters>(NO_FILTERS);
  const [isTree, setTree] = useState(true);
  const [chosen, choose] = useState<string | null>(null);
  // Without a comparison, there is no filter by change.
  const filters = comparison ? asked : { ...asked, change: NO_FILTERS.change };
  const rows = useMemo(() => rowsOf(plan, findings, comparison), [plan, findings, comparison]);
  const { text, distribution, finding, change } = filters;
  const selected = useMemo(() => selectRows(rows, filters), [rows, text, distribution, finding, change]);
  const shown = useMemo(() => rows.find(({ path }) => path === chosen), [rows, chosen]);
  const view = { rows: selected, chosen, onChoose: choose };
  const isAsked = isFiltering(filters);
  return (
    <section class="card contents" aria-labelledby="contents-heading">
      <div class="heading-row">
        <h2 id="contents-heading">
          {t("Contents")} <Count value={plan.entries.length} />
        </h2>
        <fieldset class="segments small">
          <legend class="visually-hidden">{t("Shown as")}</legend>
          {[true, false].map((tree) => (
            <label key={String(tree)}>
              <input type="radio" name="contents-view" checked={isTree === tree} onChange={() => setTree(tree)} />
              <span>{tree ? t("Tree") : t("Table")}</span>
            </label>
          ))}
        </fieldset>
      </div>
      <FilterRow rows={rows} hasComparison={comparison !== null} filters={filters} onChange={setFilters} />
      <p class="visually-hidden" aria-live="polite">
        {isAsked && t("{length} shown", { length: formatNoun(selected.length, "entry", "entries") })}
      </p>
      <div class={shown ? "contents-view with-preview" : "contents-view"}>
        {selected.length === 0 ? (
          <p class="note none">{isAsked ? t("No entry fits") : t("No entries")}</p>
        ) : isTree ? (
          <ContentsTree {...view} startsOpen={isAsked} />
        ) : (
          <EntryList {...view} />
        )}
        {shown && <Preview row={shown} actions={actions} onClose={() => choose(null)} />}
      </div>
    </section>
  );
}
