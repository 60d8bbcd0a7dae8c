import type { DeployRow } from "../../deploy/deploy-row";
import type { Question } from "../../deploy/deploy-state";
import type { AlsoSent, Stage } from "../../deploy/progress";
import { formatPercent, t } from "../../texts/language";
import { formatNoun, formatSize } from "../format";
import { ProblemNote } from "../problem-note";
import type { CardProps } from "./card-props";
import { DetailList } from "./detail-list";

const STAGES: Record<Stage, string> = {
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

interface PresentProps {
  /** Whether a package with this hash is on the page. Rows of another package say so. */
  isPresent?: (codeSha256: string) => boolean;
}

/** The progress of each function, layer or object of a deploy. */
export function RowList({ deploy: { rows, question }, actions, isPresent }: CardProps & PresentProps) {
  const differing = rows.filter(({ id }) => question?.functions.some((one) => one.id === id));
  const isAboutOne = differing.length === 1;
  return (
    <>
      <div role="status">
        {question && !isAboutOne && <Differences question={question} rows={differing} actions={actions} />}
      </div>
      <ul class="deploy-rows" aria-label={t("Deployments")}>
        {rows.map((row) => (
          <RowView
            key={row.id}
            row={row}
            isOther={isPresent?.(row.codeSha256) === false}
            question={isAboutOne && differing.includes(row) ? question : null}
            actions={actions}
          />
        ))}
      </ul>
    </>
  );
}

interface RowProps {
  row: DeployRow;
  /** Whether its package is no longer on the page, and another one is. */
  isOther: boolean;
  question: Question | null;
  actions: CardProps["actions"];
}

function RowView({ row, isOther, question, actions }: RowProps) {
  const { progress, problem, retrying, details, size } = row;
  const total = Math.max(size, progress.sent ?? 0);
  const isSending = !problem && (progress.stage === "uploading" || progress.stage === "sending");
  return (
    <li class={problem ? "receipt refused" : "receipt"} data-stage={problem ? "failed" : progress.stage}>
      <div class="heading-row">
        <h3>{row.label}</h3>
        <span class="note">{row.region}</span>
      </div>
      {isOther && <p class="note">{t("This is the package pressed before, not the present one.")}</p>}
      {/* Screen readers read the stage and each quarter of it, and not every change of the bytes. */}
      <p aria-live="polite">
        {problem ? t("Failed") : resultOf(row, isOther)}
        {isSending && <span class="visually-hidden">{quarterOf(progress.sent ?? 0, total)}</span>}
      </p>
      {isSending && (
        <>
          <p class="note" title={formatNoun(progress.sent ?? 0, "byte")}>
            {t("{done} of {total}", { done: formatSize(progress.sent ?? 0), total: formatSize(total) })}
          </p>
          <progress aria-label={`${t(STAGES[progress.stage])}, ${row.label}`} value={progress.sent ?? 0} max={total} />
        </>
      )}
      <div role="status">
        {retrying && !problem && <p class="note">{t("Trying again: {why}", { why: t(retrying) })}</p>}
        {progress.findings?.map((finding) => (
          <ProblemNote key={finding.code} problem={finding} />
        ))}
      </div>
      <div role="status">{question && <Differences question={question} rows={[row]} actions={actions} />}</div>
      <div role="alert">{problem && <ProblemNote problem={problem} />}</div>
      <DetailList details={details} />
    </li>
  );
}

interface QuestionProps {
  question: Question;
  /** The rows of the functions that it is about. */
  rows: DeployRow[];
  actions: CardProps["actions"];
}

/** The question what to do about the differences, which each row shows. */
function Differences({ question, rows, actions }: QuestionProps) {
  const codes = question.functions.flatMap(({ differences }) => differences.map(({ code }) => code));
  const isAboutOne = rows.length === 1;
  const names = rows.map(({ label }) => label).join(", ");
  return (
    <>
      <p>
        {isAboutOne
          ? t("Nothing was sent yet: the function differs from the package.")
          : t("Nothing was sent yet: these functions differ from their packages: {names}.", { names })}
      </p>
      <div class="press">
        {codes.some((code) => code !== "deploy-architecture") && (
          <button type="button" class="accent" onClick={() => actions.answer("configure")}>
            {isAboutOne ? t("Set its runtime and handler too") : t("Set their runtime and handler too")}
          </button>
        )}
        <button type="button" onClick={() => actions.answer("code-only")}>
          {t("Deploy all the same")}
        </button>
        <button type="button" onClick={actions.cancel}>
          {t("Cancel")}
        </button>
      </div>
    </>
  );
}

const quarterOf = (sent: number, total: number) => ` ${formatPercent(Math.floor((sent / total) * 4) * 25)}`;

function resultOf({ progress }: DeployRow, isOther: boolean): string {
  if (progress.stage !== "done") return `${t(STAGES[progress.stage])}…`;
  if (progress.wouldCreate) return t("It would be created; nothing was sent");
  if (progress.wasDryRun) return t("Lambda would accept this update; nothing was changed");
  if (progress.attached) return t("Attached: the function uses {layer}", { layer: progress.attached });
  if (progress.wasDeployed)
    return `${isOther ? t("Already deployed: Lambda holds exactly its bytes") : t("Already deployed: Lambda holds exactly these bytes")}, ${alsoSentText(progress.also ?? [])}`;
  if (progress.configuration) {
    return isOther ? t("Deployed: Lambda holds exactly its bytes") : t("Deployed: Lambda holds exactly these bytes");
  }
  return t("Done");
}

/** A text about what was sent besides the code. */
function alsoSentText(also: AlsoSent[]): string {
  if (also.length === 0) return t("nothing was sent");
  return t("only its {parts} was set", { parts: also.map((part) => t(part)).join(t(", its ")) });
}
