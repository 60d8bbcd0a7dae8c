import { LIMITS } from "../facts";
import type { LeaveOut, Plan } from "../packager/types";
import type { Actions } from "./actions";
import { formatCount, formatLimit, formatSize } from "./format";
import { PutBackList } from "./put-back-list";

interface Props {
  plan: Plan | null;
  /** Whether another plan is being made. */
  isPlanning: boolean;
  /** The unzipped size of the layers that the function has, in bytes. */
  layers: number;
  /** What the user leaves out by name. */
  leaveOut: Required<LeaveOut>;
  actions: Pick<Actions, "putBack">;
}

/** What ships, in numbers. */
export function ShipsCard({ plan, isPlanning, layers, leaveOut, actions }: Props) {
  return (
    <section class="card package" aria-labelledby="ships-heading" aria-busy={isPlanning}>
      <div class="heading-row">
        <h2 id="ships-heading">What ships</h2>
        {isPlanning && <p class="note late">Working out the plan…</p>}
      </div>
      {plan && <Numbers plan={plan} layers={layers} />}
      <PutBackList leaveOut={leaveOut} actions={actions} />
    </section>
  );
}

function Numbers({ plan, layers }: { plan: Plan; layers: number }) {
  const used = plan.unzippedSize + layers;
  const percent = Math.round((used / LIMITS.unzipped) * 100);
  const share = percent === 0 ? "less than 1%" : `${percent}%`;
  return (
    <dl class="numbers">
      <div>
        <dt>Entries</dt>
        <dd data-testid="entries-count">{formatCount(plan.entries.length)}</dd>
      </div>
      <div>
        <dt>Distributions</dt>
        <dd>{formatCount(plan.distributions.length)}</dd>
      </div>
      <div class="wide">
        <dt id="unzipped-label">Unzipped size</dt>
        <dd>
          <span title={`${formatCount(plan.unzippedSize)} bytes`}>{formatSize(plan.unzippedSize)}</span>{" "}
          <small>
            {layers > 0 && `with layers ${formatSize(used)}, `}
            {share} of {formatLimit(LIMITS.unzipped)}
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
