import type { ProjectRow, RowStatus } from "../state/project-state";
import { t } from "../texts/language";
import { formatNoun, formatSize } from "../ui/format";

const STATUSES: Record<RowStatus, string> = {
  waiting: "waits",
  pressing: "pressing…",
  pressed: "pressed",
  refused: "refused",
};

/** The functions and layers, one per row. */
export function ProjectTable({ rows }: { rows: ProjectRow[] }) {
  return (
    // With a tab stop, the region can be scrolled by keyboard.
    <section class="scroller tall" aria-label={t("Functions table")} tabIndex={0}>
      <table class="functions" aria-labelledby="project-heading">
        <thead>
          <tr>
            <th scope="col">{t("Function")}</th>
            <th scope="col">{t("For")}</th>
            <th scope="col">{t("State")}</th>
            <th scope="col" class="number">
              {t("Zipped size")}
            </th>
            <th scope="col" class="number">
              {t("Findings")}
            </th>
            <th scope="col">codeSha256</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.definition.id} row={row} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Row({ row }: { row: ProjectRow }) {
  const { id, target, folder } = row.definition;
  const { runtime, architecture, handler, kind } = target;
  const pressed = row.package;
  return (
    <tr class={row.status} data-testid={`function-${id}`}>
      <th scope="row" title={`${folder || "."} · ${handler ?? kind}`}>
        {id}
        {kind === "layer" && <small> {t("layer")}</small>}
      </th>
      <td title={`${runtime} ${architecture}`}>
        {runtime} {architecture}
      </td>
      <td title={whyOf(row)}>{statusOf(row)}</td>
      <td class="number" title={pressed ? formatNoun(pressed.size, "byte") : undefined}>
        {pressed && formatSize(pressed.size)}
      </td>
      <td class="number">{countOf(row)}</td>
      <td>{pressed && <code title={pressed.codeSha256}>{pressed.codeSha256}</code>}</td>
    </tr>
  );
}

function statusOf({ status, changes }: ProjectRow): string {
  if (status !== "pressed" || changes === null) return t(STATUSES[status]);
  return changes.length === 0
    ? t("unchanged")
    : t("pressed: {changes}", { changes: changes.map((change) => t(change)).join(", ") });
}

/** The reason for the state of a row, as a tooltip. */
function whyOf({ problem, changes }: ProjectRow): string {
  return problem ? t(problem.message) : (changes?.map((change) => t(change)).join("\n") ?? "");
}

function countOf({ findings, problem }: ProjectRow): string {
  const errors = findings.filter(({ severity }) => severity === "error").length + (problem ? 1 : 0);
  const warnings = findings.filter(({ severity }) => severity === "warning").length;
  const counts = [errors && formatNoun(errors, "error"), warnings && formatNoun(warnings, "warning")];
  return counts.filter(Boolean).join(", ");
}
