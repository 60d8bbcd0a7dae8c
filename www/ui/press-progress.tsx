import type { Progress } from "../packager/types";
import type { Architecture } from "../state/page";
import { formatPercent, t } from "../texts/language";
import { formatNoun, formatSize } from "./format";

const STAGES: Record<Progress["stage"], string> = { plan: "Reading", press: "Pressing" };

interface Props {
  progress: Progress | null;
  /** The one of both architectures that is being pressed; null if only one was requested. */
  architecture: Architecture | null;
}

/** The progress of pressing. */
export function PressProgress({ progress, architecture }: Props) {
  const isKnown = progress !== null && progress.total > 0;
  const percent = isKnown ? Math.floor((progress.done / progress.total) * 100) : 0;
  const doing = t(STAGES[progress?.stage ?? "plan"]);
  const stage = architecture ? t("{doing} for {architecture}", { doing, architecture }) : doing;
  return (
    <div class="progress">
      <label for="progress">{stage}</label>
      <span class="bytes" title={formatNoun(progress?.done ?? 0, "byte")}>
        {isKnown
          ? t("{done} of {total} · {percent}", {
              done: formatSize(progress.done),
              total: formatSize(progress.total),
              percent: formatPercent(percent),
            })
          : "…"}
      </span>
      <progress id="progress" {...(isKnown && { value: progress.done, max: progress.total })} />
      {/* Screen readers read each quarter, and not every percent. */}
      <span class="visually-hidden" aria-live="polite">
        {`${stage}, ${formatPercent(Math.floor(percent / 25) * 25)}`}
      </span>
    </div>
  );
}
