import { useMemo } from "preact/hooks";
import type { ChangeKind } from "../../packager/types";
import { ANY, type Filters, OWN, type Row } from "./rows";

interface Props {
  rows: Row[];
  hasComparison: boolean;
  filters: Filters;
  onChange(filters: Filters): void;
}

/** By what the files are searched. */
export function FilterRow({ rows, hasComparison, filters, onChange }: Props) {
  const { distributions, codes } = useMemo(() => choicesOf(rows), [rows]);
  const change = (change: Partial<Filters>) => onChange({ ...filters, ...change });
  const changes: Record<ChangeKind, string> = { added: "Added", changed: "Changed", removed: "Removed" };
  return (
    <div class="filters">
      <label class="filter">
        <span>Filter</span>
        <input
          type="search"
          autocomplete="off"
          spellcheck={false}
          placeholder="Path or source"
          value={filters.text}
          onInput={(event) => change({ text: event.currentTarget.value })}
        />
      </label>
      {distributions.length > 0 && (
        <Choice
          label="Distribution"
          value={filters.distribution}
          options={[["", "All"], [OWN, "None"], ...distributions.map((name): [string, string] => [name, name])]}
          onChoose={(distribution) => change({ distribution })}
        />
      )}
      {codes.length > 0 && (
        <Choice
          label="Finding"
          value={filters.finding}
          options={[["", "All"], [ANY, "Any finding"], ...codes.map((code): [string, string] => [code, code])]}
          onChoose={(finding) => change({ finding })}
        />
      )}
      {hasComparison && (
        <Choice
          label="Change"
          value={filters.change}
          options={[["", "All"], ...Object.entries(changes)]}
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
