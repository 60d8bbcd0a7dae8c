import type { Row } from "../../deploy-state";
import { formatSize } from "../format";
import { ProblemNote } from "../problem-note";

const STAGES: Record<Row["told"]["stage"], string> = {
  waiting: "Waiting",
  checking: "Looking at the function",
  uploading: "Uploading to S3",
  sending: "Sending to Lambda",
  updating: "Lambda is updating",
  configuring: "Setting the configuration",
  publishing: "Publishing",
  done: "Done",
  failed: "Failed",
};

export function RowList({ rows }: { rows: Row[] }) {
  return (
    <ul class="deploy-rows" aria-label="Deployments">
      {rows.map((row) => (
        <RowView key={row.id} row={row} />
      ))}
    </ul>
  );
}

function RowView({ row }: { row: Row }) {
  const { told, problem, fault, facts, size } = row;
  const total = Math.max(size, told.sent ?? 0);
  const isSending = !problem && (told.stage === "uploading" || told.stage === "sending");
  return (
    <li class={problem ? "receipt refused" : "receipt"} data-stage={problem ? "failed" : told.stage}>
      <div class="heading-row">
        <h3>{row.label}</h3>
        <span class="note">{row.region}</span>
      </div>
      {/* In words only: every percent read aloud would be noise. */}
      <p aria-live="polite">{problem ? "Failed" : verdict(row)}</p>
      {isSending && (
        <>
          <p class="note">
            {formatSize(told.sent ?? 0)} of {formatSize(total)}
          </p>
          <progress aria-label={`${STAGES[told.stage]}, ${row.label}`} value={told.sent ?? 0} max={total} />
        </>
      )}
      {fault && !problem && <p class="note">Trying again: {fault}</p>}
      {told.findings?.map((finding) => (
        <ProblemNote key={finding.code} problem={finding} />
      ))}
      <div role="alert">{problem && <ProblemNote problem={problem} />}</div>
      {facts.length > 0 && (
        <dl class="facts">
          {facts.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                <code>{value}</code>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </li>
  );
}

function verdict({ told }: Row): string {
  if (told.stage !== "done") return `${STAGES[told.stage]}…`;
  if (told.wouldCreate) return "It would be created; nothing was sent";
  if (told.wasDryRun) return "Lambda would accept this update; nothing was changed";
  if (told.attached) return `Attached: the function uses ${told.attached}`;
  if (told.wasDeployed) return `Already deployed: Lambda holds exactly these bytes, ${besides(told.also ?? [])}`;
  if (told.configuration) return "Deployed: Lambda holds exactly these bytes";
  return "Done";
}

/** What was sent besides the code. */
function besides(also: NonNullable<Row["told"]["also"]>): string {
  return also.length === 0 ? "nothing was sent" : `only its ${also.join(", its ")} was set`;
}
