import { useMemo } from "preact/hooks";
import type { ChangeKind } from "../packager/types";
import { t } from "../texts/language";
import { ANY, type Filters, OWN, type Row } from "./rows";

interface Props {
  rows: Row[];
  hasComparison: boolean;
  filters: Filters;
  onChange(filters: Filters): void;
}

/** The filters of the files. */
export function FilterRow({ rows, hasComparison, filters, onChange }: Props) {
  const { distributions, codes } = useMemo(() => choicesOf(rows), [rows]);
  const change = (change: Partial<Filters>) => onChange({ ...filters, ...change });
  const changes: Record<ChangeKind, string> = { added: t("Added"), changed: t("Changed"), removed: t("Removed") };
  return (
    <div class="filters">
      <label class="filter">
        <span>{t("Filter")}</span>
        <input
          type="search"
          autocomplete="off"
          spellcheck={false}
          placeholder={t("Path or source")}
          value={filters.text}
          onInput={(event) => change({ text: event.currentTarget.value })}
        />
      </label>
      {distributions.length > 0 && (
        <Choice
          label={t("Distribution")}
          value={filters.distribution}
          options={[["", t("All")], [OWN, t("None")], ...distributions.map((name): [string, string] => [name, name])]}
          onChoose={(distribution) => change({ distribution })}
        />
      )}
      {codes.length > 0 && (
        <Choice
          label={t("Finding")}
          value={filters.finding}
          options={[["", t("All")], [ANY, t("Any finding")], ...codes.map((code): [string, string] => [code, code])]}
          onChoose={(finding) => change({ finding })}
        />
      )}
      {hasComparison && (
        <Choice
          label={t("Change")}
          value={filters.change}
          options={[["", t("All")], ...Object.entries(changes)]}
          onChoose={(kind) => change({ change: kind as Filters["change"] })}
        />
      )}
    </div>
  );
}

function choicesOf(rows: Row[]): { distributions: string[]; codes: string[] } {
  const distributions = new Set<string>();
  const codes = new Set<string>();
  for (const row of rows) {
    if (row.distribution) distributions.add(row.distribution);
    for (const code of row.codes) codes.add(code);
  }
  return { distributions: [...distributions].sort(), codes: [...codes].sort() };
}

interface ChoiceProps {
  label: string;
  value: string;
  options: [value: string, text: string][];
  onChoose(value: string): void;
}

function Choice({ label, value, options, onChoose }: ChoiceProps) {
  return (
    <label class="filter">
      <span>{label}</span>
      <select value={value} onChange={(event) => onChoose(event.currentTarget.value)}>
        {options.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}
