import type { ProjectRow, RowStatus } from "../state/project-state";
import { formatNoun, formatSize } from "../ui/format";

const STATUSES: Record<RowStatus, string> = {
  waiting: "waits",
  pressing: "pressing…",
  pressed: "pressed",
  refused: "refused",
};

/** The functions and layers, one a row. */
export function ProjectTable({ rows }: { rows: ProjectRow[] }) {
  return (
    // With a tab stop, the region can be scrolled by keyboard.
    <section class="scroller tall" aria-label="Functions table" tabIndex={0}>
      <table class="functions" aria-labelledby="project-heading">
        <thead>
          <tr>
            <th scope="col">Function</th>
            <th scope="col">For</th>
            <th scope="col">State</th>
            <th scope="col" class="number">
              Zipped size
            </th>
            <th scope="col" class="number">
              Findings
            </th>
            <th scope="col">codeSha256</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.stated.id} row={row} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Row({ row }: { row: ProjectRow }) {
  const { id, target, folder } = row.stated;
  const { runtime, architecture, handler, kind } = target;
  const pressed = row.package;
  return (
    <tr class={row.status} data-testid={`function-${id}`}>
      <th scope="row" title={`${folder || "."} · ${handler ?? kind}`}>
        {id}
        {kind === "layer" && <small> layer</small>}
      </th>
      <td title={`${runtime} ${architecture}`}>
        {runtime} {architecture}
      </td>
      <td title={whyOf(row)}>{statusOf(row)}</td>
      <td class="number">{pressed && formatSize(pressed.size)}</td>
      <td class="number">{countOf(row)}</td>
      <td>{pressed && <code title={pressed.codeSha256}>{pressed.codeSha256}</code>}</td>
    </tr>
  );
}

function statusOf({ status, changes }: ProjectRow): string {
  if (status !== "pressed" || changes === null) return STATUSES[status];
  return changes.length === 0 ? "unchanged" : `pressed: ${changes.join(", ")}`;
}

/** What the state means, for a pointer that rests on it. */
function whyOf({ problem, changes }: ProjectRow): string {
  return problem?.message ?? changes?.join("\n") ?? "";
}

function countOf({ findings, problem }: ProjectRow): string {
  const errors = findings.filter(({ severity }) => severity === "error").length + (problem ? 1 : 0);
  const warnings = findings.filter(({ severity }) => severity === "warning").length;
  const counts = [errors && formatNoun(errors, "error"), warnings && formatNoun(warnings, "warning")];
  return counts.filter(Boolean).join(", ");
}
