/** The findings that the page shows, from planning and from pressing. */

import { topName } from "../common/item-path";
import type { Finding } from "../packager/types";
import { editedZips } from "./existing-package";
import { type PageState, planOf } from "./page";

/** The last state and its findings. During pressing only the progress changes, so the findings stay the same. */
let last: { state: PageState; findings: Finding[] } | null = null;

/**
 * The findings to show. Those of pressing include those of planning, and those that were found by reading all bytes.
 */
export function findingsOf(state: PageState): Finding[] {
  if (last?.state === state) return last.findings;
  const findings = newFindings(state);
  const known = last?.findings ?? [];
  const isSame = known.length === findings.length && findings.every((finding, index) => finding === known[index]);
  last = { state, findings: isSame ? known : findings };
  return last.findings;
}

function newFindings(state: PageState): Finding[] {
  const findings = allFindings(state);
  if (state.edits.length === 0 || !findings.some(isOverridden)) return findings;
  const edited = editedEntries(state);
  // The user has changed these files of a zip deliberately.
  return findings.filter((finding) => !isOverridden(finding) || !edited.has(finding.path ?? ""));
}

const isOverridden = ({ code }: Finding) => code === "path-overridden";

/** The paths in the package of edited copies of zip files. */
function editedEntries(state: PageState): Set<string> {
  const zips = editedZips(state.items, state.edits);
  if (zips.size === 0) return new Set();
  const folders = new Set([...zips.values()].map(({ folder }) => folder));
  const entries = planOf(state)?.entries ?? [];
  return new Set(entries.flatMap(({ path, from }) => (folders.has(topName(from)) ? [path] : [])));
}

function allFindings(state: PageState): Finding[] {
  const { pressing, target } = state;
  const ofSettings = state.settings?.file.findings ?? [];
  // If both architectures were pressed, the findings are those of the target's architecture. The others are shown
  // beside the refused outcome.
  const outcomes = pressing.status === "pressed" ? pressing.outcomes : [];
  const outcome = outcomes.find(({ architecture }) => architecture === target.architecture);
  if (outcome && "package" in outcome) return [...ofSettings, ...outcome.package.findings];
  const planned = planOf(state)?.findings ?? [];
  const problem = pressing.status === "failed" ? pressing.problem : outcome?.problem;
  const refused = problem?.findings ?? [];
  if (refused.length === 0) return ofSettings.length === 0 ? planned : [...ofSettings, ...planned];
  const seen = new Set<string>();
  return [...ofSettings, ...refused, ...planned].filter((finding) => {
    const key = JSON.stringify([finding.code, finding.path, finding.message]);
    return !seen.has(key) && seen.add(key);
  });
}

/** The number of error findings. */
export function countErrors(findings: Finding[]): number {
  return findings.filter((finding) => finding.severity === "error").length;
}

/** Whether a package cannot be pressed because of error findings. */
export function isRefused(state: PageState): boolean {
  const { pressing } = state;
  const outcomes = pressing.status === "pressed" ? pressing.outcomes : [];
  return countErrors(findingsOf(state)) > 0 || outcomes.some((one) => "problem" in one && one.problem.findings);
}
