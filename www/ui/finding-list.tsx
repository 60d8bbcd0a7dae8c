import { useState } from "preact/hooks";
import type { Finding, Fix, Severity } from "../packager/types";
import { fixName } from "../state/fix";
import { t } from "../texts/language";
import type { Actions } from "./actions";
import { Count } from "./count";
import { FixButton } from "./fix-button";
import { formatNoun } from "./format";
import { FINDINGS_HEADING } from "./go-to-findings";
import { FindingCode } from "./guide";
import { ErrorIcon, InfoIcon, WarningIcon } from "./icons";
import { MISSING_ID } from "./missing-id";
import { Message, Name } from "./name";
import { ShowMore } from "./show-more";
import { VirtualList } from "./virtual-list";

/** Number of findings that are shown at first. */
const SHOWN = 50;

const GROUPS: { severity: Severity; one: string; many: string; Icon: typeof ErrorIcon }[] = [
  { severity: "error", one: "error", many: "errors", Icon: ErrorIcon },
  { severity: "warning", one: "warning", many: "warnings", Icon: WarningIcon },
  { severity: "info", one: "note", many: "notes", Icon: InfoIcon },
];

/** The number of findings, such as "2 errors, 1 note", or a sentence that there are none. */
export function countText(findings: Finding[]): string {
  const counts = GROUPS.map(({ severity, one, many }) => {
    const { length } = findings.filter((finding) => finding.severity === severity);
    return length > 0 ? formatNoun(length, one, many) : "";
  });
  return counts.filter(Boolean).join(", ") || t("Nothing was found that would fail.");
}

interface Props {
  findings: Finding[];
  /** The name of the dropped package that is checked. */
  existingPackage: string | null;
  /** The last fix, which can be undone. */
  fixed: Fix | null;
  actions: Pick<Actions, "fix" | "undo">;
}

/** The findings by severity. */
export function FindingList({ findings, existingPackage, fixed, actions }: Props) {
  const [isOpen, open] = useState(false);
  let left = isOpen ? findings.length : SHOWN;
  return (
    <section class="card" aria-labelledby={FINDINGS_HEADING}>
      <h2 id={FINDINGS_HEADING} tabIndex={-1}>
        {existingPackage === null ? t("Findings") : t("Diagnosis of {name}", { name: existingPackage })}{" "}
        <Count value={findings.length} />
      </h2>
      <div class="fixed" role="status">
        {fixed && (
          <p class="note">
            {t("Done: {fixed}.", { fixed: fixName(fixed) })}{" "}
            {fixed.kind !== "copy" && (
              <button type="button" class="bare" onClick={actions.undo}>
                {t("Undo")}
              </button>
            )}
          </p>
        )}
      </div>
      {findings.length === 0 && (
        <p class="note">{existingPackage === null ? t("None.") : t("Nothing was found that would fail.")}</p>
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
            <VirtualList
              rows={shown}
              keyOf={(finding) => `${finding.code} ${finding.path} ${finding.message}`}
              draw={(finding) => <FindingRow finding={finding} onFix={actions.fix} />}
              estimate={64}
            />
          </div>
        );
      })}
      <ShowMore isOpen={isOpen} total={findings.length} first={SHOWN} open={open} />
    </section>
  );
}

function FindingRow({ finding, onFix }: { finding: Finding; onFix(fix: Fix): void }) {
  const fixes = [...(finding.fix ? [finding.fix] : []), ...(finding.alternatives ?? [])];
  return (
    <>
      <p>
        <Message text={finding.message} /> <FindingCode code={finding.code} />
      </p>
      {finding.path && (
        <p class="path">
          <Name text={finding.path} />
        </p>
      )}
      {finding.hint && (
        <p class="hint">
          <Message text={finding.hint} />
        </p>
      )}
      {finding.needs && finding.severity !== "info" && (
        <a class="fix" href={`#${MISSING_ID}`}>
          {t("Get the libraries")}
        </a>
      )}
      {fixes.map((fix) => (
        <FixButton key={JSON.stringify(fix)} fix={fix} finding={finding} onFix={onFix} />
      ))}
    </>
  );
}
