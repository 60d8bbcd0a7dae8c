import { useEffect, useRef, useState } from "preact/hooks";
import type { Problem } from "../common/problem";
import type { PressedOutcome } from "../state/page";
import { t } from "../texts/language";
import type { Actions } from "./actions";
import { formatSize } from "./format";
import { ProblemNote } from "./problem-note";

/** Minimum bytes of a package for which the offer is shown. Making a smaller one smaller is not worth it. */
const MIN_SIZE = 1024 * 1024;

/** Determines the size of the package with the best compression on request, and then offers that compression. */
export function BestOffer({
  outcome,
  actions,
}: {
  outcome: PressedOutcome;
  actions: Pick<Actions, "bestSize" | "compression" | "press">;
}) {
  const [isRunning, setRunning] = useState(false);
  const [best, setBest] = useState<number | Problem | null>(null);
  const finding = useRef(new AbortController());
  useEffect(() => () => finding.current.abort(), []);
  const { size, layer } = outcome.package;
  const now = size + (layer?.size ?? 0);
  if (now < MIN_SIZE) return null;
  const find = async () => {
    finding.current = new AbortController();
    setRunning(true);
    setBest(await actions.bestSize(outcome.architecture, finding.current.signal));
    setRunning(false);
  };
  const choose = () => {
    actions.compression("best");
    actions.press();
  };
  const isKnown = typeof best === "number";
  const isSmaller = isKnown && best < now;
  const label = isSmaller ? t("Press with Best compression") : t("How small with Best compression?");
  return (
    <div class="best" role="status">
      {isKnown && (
        <p>
          {isSmaller
            ? t("With Best compression: {best} instead of {now}", { best: formatSize(best), now: formatSize(now) })
            : t("Best compression makes it no smaller.")}
        </p>
      )}
      {best !== null && !isKnown && <ProblemNote problem={best} />}
      {(!isKnown || isSmaller) && (
        <button
          type="button"
          onClick={isRunning ? () => finding.current.abort() : isSmaller ? choose : () => void find()}
        >
          {isRunning ? t("Stop compressing") : label}
        </button>
      )}
    </div>
  );
}
