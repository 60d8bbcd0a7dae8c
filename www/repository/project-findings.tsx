import type { Finding, Severity } from "../packager/types";
import type { ProjectState } from "../state/project-state";
import { t } from "../texts/language";
import { Count } from "../ui/count";
import { FindingCode } from "../ui/guide";
import { ErrorIcon, InfoIcon, WarningIcon } from "../ui/icons";

/** Number of findings of each severity that are shown. */
const SHOWN = 50;

interface Line {
  /** The id of the function, layer or resource. */
  id?: string;
  /** The line in the file that states it, from 1. */
  line?: number;
  finding: Finding;
}

const ICONS: Record<Severity, typeof ErrorIcon> = { error: ErrorIcon, warning: WarningIcon, info: InfoIcon };

/** The findings about the file that states the functions, and about each function. Notes about packages are omitted. */
export function ProjectFindings({ state }: { state: ProjectState }) {
  const lines = linesOf(state);
  if (lines.length === 0) return null;
  return (
    <section class="card" aria-labelledby="project-findings-heading">
      <h2 id="project-findings-heading">
        {t("Findings")} <Count value={lines.length} />
      </h2>
      {(["error", "warning", "info"] as const).map((severity) => {
        const group = lines.filter(({ finding }) => finding.severity === severity);
        if (group.length === 0) return null;
        const Icon = ICONS[severity];
        return (
          <div key={severity} class={`findings ${severity}`}>
            <h3>
              <Icon />
              {t(severity)}
            </h3>
            <ul>
              {group.slice(0, SHOWN).map(({ id, line, finding }) => (
                <li key={`${id} ${finding.code} ${finding.path} ${finding.message} ${line}`}>
                  <p>
                    {id && <strong>{id}: </strong>}
                    {t(finding.message)} <FindingCode code={finding.code} />
                  </p>
                  {finding.path && <p class="path">{line ? `${finding.path}:${line}` : finding.path}</p>}
                  {finding.hint && <p class="hint">{t(finding.hint)}</p>}
                </li>
              ))}
            </ul>
            {group.length > SHOWN && <p class="note">{t("… and {count} more.", { count: group.length - SHOWN })}</p>}
          </div>
        );
      })}
    </section>
  );
}

function linesOf({ project, notes, rows }: ProjectState): Line[] {
  const ofProject = [...(project?.findings ?? []), ...notes].map(({ id, line, column: _, ...finding }) => {
    return { line, finding, ...(id !== undefined && { id }) };
  });
  const own = rows.flatMap(({ definition: { id }, findings, problem }) => [
    ...findings.filter(({ severity }) => severity !== "info").map((finding) => ({ id, finding })),
    ...(problem ? [{ id, finding: { ...problem, severity: "error" as const } }] : []),
  ]);
  return [...ofProject, ...own];
}
