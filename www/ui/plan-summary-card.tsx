import { LIMITS } from "../common/facts";
import type { Finding, LeaveOut, Plan, PlanProgress } from "../packager/types";
import type { Planning } from "../state/page";
import { formatPercent, plural, t } from "../texts/language";
import type { Actions } from "./actions";
import { countText } from "./finding-list";
import { formatCount, formatLimit, formatNoun, formatSize } from "./format";
import { PutBackList } from "./put-back-list";

interface Props {
  plan: Plan | null;
  /** The findings about the package. */
  findings: Finding[];
  planning: Planning;
  /** The unzipped size of the function's layers, in bytes. */
  layers: number;
  /** What the user excludes by name. */
  leaveOut: Required<LeaveOut>;
  actions: Pick<Actions, "putBack" | "stopPlanning" | "planAgain">;
}

/** The numbers and sizes of what ships. */
export function PlanSummaryCard({ plan, findings, planning, layers, leaveOut, actions }: Props) {
  return (
    <section class="card package" aria-labelledby="ships-heading" aria-busy={planning.status === "planning"}>
      <div class="heading-row">
        <h2 id="ships-heading">{t("What ships")}</h2>
        {planning.status === "planning" && (
          <p class="note late">
            {progressText(planning.progress)}{" "}
            <button type="button" class="bare" onClick={actions.stopPlanning}>
              {t("Stop")}
            </button>
          </p>
        )}
      </div>
      {/* Screen readers would not notice the change otherwise. */}
      <p class="visually-hidden" role="status">
        {plan
          ? `${formatNoun(plan.entries.length, "entry", "entries")}, ${countText(findings)}`
          : t("Working out the plan…")}
      </p>
      {planning.status === "stopped" && (
        <p class="note" role="status">
          {plan ? t("The plan was stopped: this is the one before.") : t("The plan was stopped.")}{" "}
          <button type="button" class="bare" onClick={actions.planAgain}>
            {t("Work it out")}
          </button>
        </p>
      )}
      {plan && <Numbers plan={plan} layers={layers} />}
      <PutBackList leaveOut={leaveOut} actions={actions} />
    </section>
  );
}

/** The current step of planning. */
function progressText(progress: PlanProgress | null): string {
  if (progress?.stage === "look" && progress.files < progress.total) {
    return plural(progress.total, "Looking at {files} of {count} file…", "Looking at {files} of {count} files…", {
      files: formatCount(progress.files),
    });
  }
  if (progress && progress.bytes > 0) {
    return t("Working out the plan, {size} of files read…", { size: formatSize(progress.bytes) });
  }
  return t("Working out the plan…");
}

function Numbers({ plan, layers }: { plan: Plan; layers: number }) {
  const used = plan.unzippedSize + layers;
  const percent = Math.round((used / LIMITS.unzipped) * 100);
  const share = percent === 0 ? t("less than 1%") : formatPercent(percent);
  const limit = formatLimit(LIMITS.unzipped);
  return (
    <dl class="numbers">
      <div>
        <dt>{t("Entries")}</dt>
        <dd data-testid="entries-count">{formatCount(plan.entries.length)}</dd>
      </div>
      <div>
        <dt>{t("Distributions")}</dt>
        <dd>{formatCount(plan.distributions.length)}</dd>
      </div>
      <div class="wide">
        <dt id="unzipped-label">{t("Unzipped size")}</dt>
        <dd>
          <span title={formatNoun(plan.unzippedSize, "byte")}>{formatSize(plan.unzippedSize)}</span>{" "}
          <small title={formatNoun(used, "byte")}>
            {layers > 0
              ? t("with layers {size}, {share} of {limit}", { size: formatSize(used), share, limit })
              : t("{share} of {limit}", { share, limit })}
          </small>
          <meter
            aria-labelledby="unzipped-label"
            min={0}
            max={LIMITS.unzipped}
            high={LIMITS.unzipped - 1}
            optimum={0}
            value={used}
          />
        </dd>
      </div>
    </dl>
  );
}
