/** The files that the card of the contents lists, and how they are filtered. */

import type { ChangeKind, Comparison, Finding, Plan } from "../packager/types";

/** A file of the package, or one that the compared package has and this one does not. */
export interface Row {
  /** The path in the package. */
  path: string;
  /** Unzipped size in bytes. */
  size: number;
  /** Unix mode. */
  mode: number;
  /** The item it comes from, as dropped. */
  from: string;
  /** Whether it goes into the layer beside the function. */
  layer: boolean;
  /** The name of its distribution. */
  distribution: string | null;
  /** The codes of the findings about it. */
  codes: string[];
  /** How it differs from the compared package; null if it does not differ, or if nothing was compared. */
  change: ChangeKind | null;
}

/** The filters of the rows. An empty text filters nothing. */
export interface Filters {
  /** A part of the path or of the source. */
  text: string;
  /** A distribution's name, or `OWN`. */
  distribution: string;
  /** A finding's code, or `ANY`. */
  finding: string;
  change: ChangeKind | "";
}

/** The filter for files that belong to no distribution. */
export const OWN = "(none)";
/** The filter for files with any finding. */
export const ANY = "(any)";

/** Filters that select every file of the package. */
export const NO_FILTERS: Filters = { text: "", distribution: "", finding: "", change: "" };

/** Whether any filter is set. */
export function isFiltering(filters: Filters): boolean {
  return Object.values(filters).some((value) => value.trim() !== "");
}

/** All rows, sorted by path. `comparison` compares this package with another one. */
export function rowsOf(plan: Plan, findings: Finding[], comparison: Comparison | null): Row[] {
  const codes = new Map<string, string[]>();
  for (const { path, code } of findings) {
    if (path) codes.set(path, union(codes.get(path), [code]));
  }
  const changes = new Map(comparison?.changes.map((change) => [change.path, change]));
  const rows: Row[] = plan.entries.map((entry) => ({
    path: entry.path,
    size: entry.size,
    mode: entry.mode,
    from: entry.from,
    layer: entry.layer ?? false,
    distribution: entry.distribution === undefined ? null : (plan.distributions[entry.distribution]?.name ?? null),
    codes: union(codes.get(entry.path), codes.get(entry.from)),
    change: changes.get(entry.path)?.kind ?? null,
  }));
  const gone = [...changes.values()].filter(({ kind }) => kind === "removed");
  if (gone.length === 0) return rows;
  for (const { path, before } of gone) {
    const { size = 0, mode = 0o100644 } = before ?? {};
    rows.push({ path, size, mode, from: "", layer: false, distribution: null, codes: [], change: "removed" });
  }
  return rows.sort((a, b) => (a.path < b.path ? -1 : 1));
}

const NO_CODES: string[] = [];

/** The values of both lists, each once. Most entries have no findings, so no list is copied then. */
function union(one = NO_CODES, other = NO_CODES): string[] {
  if (other.length === 0) return one;
  return one.length === 0 ? other : [...new Set([...one, ...other])];
}

/** The rows that match the filters. Removed files are shown only if they are filtered for. */
export function selectRows(rows: Row[], filters: Filters): Row[] {
  const text = filters.text.trim().toLowerCase();
  const { distribution, finding, change } = filters;
  return rows.filter((row) => {
    if (change ? row.change !== change : row.change === "removed") return false;
    if (distribution && (row.distribution ?? OWN) !== distribution) return false;
    if (finding && !(finding === ANY ? row.codes.length > 0 : row.codes.includes(finding))) return false;
    return text === "" || `${row.path}\n${row.from}`.toLowerCase().includes(text);
  });
}
