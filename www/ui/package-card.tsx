import { LIMITS } from "../facts";
import type { Plan } from "../packager/types";
import { existingPackageOf, findingsOf, isRefused, type PageState } from "../state";
import type { Actions } from "./actions";
import { Check } from "./check";
import { formatCount, formatLimit, formatSize } from "./format";
import { PressControls } from "./press-controls";
import { PressedOutcomeView } from "./pressed-outcome-view";
import { ProblemNote } from "./problem-note";
import { RefusedOutcomeView } from "./refused-outcome-view";

/** The finding that is corrected by taking away the root folder. */
const NESTED = "package-nested-root";

interface Props {
  state: PageState;
  plan: Plan | null;
  actions: Actions;
}

/** The package: the plan in numbers, then the progress, then what was pressed. */
export function PackageCard({ state, plan, actions }: Props) {
  const { planning, pressing } = state;
  // A failure of planning is a failure of pressing too. It is shown once.
  const failed = [pressing, planning].find((stage) => stage.status === "failed");
  const problem = failed?.status === "failed" ? failed.problem : null;
  const existingPackage = existingPackageOf(state);
  const { stripRoot } = state.options;
  const offersStripRoot =
    stripRoot || (existingPackage !== null && findingsOf(state).some(({ code }) => code === NESTED));
  const offersAllowErrors = state.allowErrors || isRefused(state);
  return (
    <section class="card package" aria-labelledby="package-heading" aria-busy={planning.status === "planning"}>
      <div class="heading-row">
        <h2 id="package-heading">{headingOf(state)}</h2>
        {planning.status === "planning" && <p class="note late">Working out the plan…</p>}
      </div>
      {plan && <Numbers plan={plan} layers={state.target.layersUnzippedSize ?? 0} />}
      <div class="alerts" role="alert">
        {problem && <ProblemNote problem={problem} />}
      </div>
      {offersStripRoot && (
        <Check
          label="Take away the folder around everything"
          note="Its files then lie at the root, where Lambda looks for the handler."
          checked={stripRoot}
          onChange={(stripRoot) => actions.option({ stripRoot })}
        />
      )}
      {offersAllowErrors && (
        <label class="check">
          <input
            type="checkbox"
            checked={state.allowErrors}
            onChange={(event) => actions.allowErrors(event.currentTarget.checked)}
          />
          {existingPackage === null ? "Press" : "Repair"} although there are errors
        </label>
      )}
      <PressControls pressing={pressing} isRepair={existingPackage !== null} actions={actions} />
      <div class="status" role="status">
        {pressing.status === "pressed" &&
          pressing.outcomes.map((outcome) =>
            "problem" in outcome ? (
              <RefusedOutcomeView key={outcome.architecture} outcome={outcome} />
            ) : (
              <PressedOutcomeView
                key={outcome.architecture}
                outcome={outcome}
                isOnly={pressing.outcomes.length === 1}
                actions={actions}
              />
            ),
          )}
      </div>
    </section>
  );
}

function headingOf({ target, options }: PageState): string {
  if (target.kind === "layer") return "Layer";
  return options.split ? "Deployment package and layer" : "Deployment package";
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
