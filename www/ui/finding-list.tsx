import { useState } from "preact/hooks";
import type { Finding, Severity } from "../packager/types";
import { Count } from "./count";
import { formatCount, formatNoun } from "./format";
import { FindingCode } from "./guide";
import { ErrorIcon, InfoIcon, WarningIcon } from "./icons";

/** Findings that are shown at first. */
const SHOWN = 50;

const GROUPS: { severity: Severity; one: string; many: string; Icon: typeof ErrorIcon }[] = [
  { severity: "error", one: "error", many: "errors", Icon: ErrorIcon },
  { severity: "warning", one: "warning", many: "warnings", Icon: WarningIcon },
  { severity: "info", one: "note", many: "notes", Icon: InfoIcon },
];

/** The findings by severity. `existingPackage`: the name of the dropped package that is diagnosed. */
export function FindingList({ findings, existingPackage }: { findings: Finding[]; existingPackage: string | null }) {
  const [all, setAll] = useState(false);
  let left = all ? findings.length : SHOWN;
  return (
    <section class="card" aria-labelledby="findings-heading">
      <h2 id="findings-heading">
        {existingPackage === null ? "Findings" : `Diagnosis of ${existingPackage}`} <Count value={findings.length} />
      </h2>
      {findings.length === 0 && (
        <p class="note">{existingPackage === null ? "None." : "Nothing was found that would fail."}</p>
      )}
      {GROUPS.map(({ severity, one, many, Icon }) => {
        const group = findings.filter((finding) => finding.severity === severity);
        if (group.length === 0) return null;
        const shown = group.slice(0, left);
        left -= shown.length;
        return (
          <div key={severity} class={`findings ${severity}`}>
            <h3>
              <Icon />
              {formatNoun(group.length, one, many)}
            </h3>
            <ul>
              {shown.map((finding) => (
                <FindingRow key={`${finding.code} ${finding.path} ${finding.message}`} finding={finding} />
              ))}
            </ul>
          </div>
        );
      })}
      {findings.length > SHOWN && (
        <button type="button" class="quiet" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? `Show the first ${SHOWN}` : `Show all ${formatCount(findings.length)}`}
        </button>
      )}
    </section>
  );
}

function FindingRow({ finding }: { finding: Finding }) {
  return (
    <li>
      <p>
        {finding.message} <FindingCode code={finding.code} />
      </p>
      {finding.path && <p class="path">{finding.path}</p>}
      {finding.hint && <p class="hint">{finding.hint}</p>}
    </li>
  );
}
