import { countErrors, findingsOf, isRefused } from "../state/findings-of";
import { existingPackageOf, type PageState } from "../state/page";
import { t } from "../texts/language";
import type { Actions } from "./actions";
import { Check } from "./check";
import { PressControls } from "./press-controls";
import { PressedOutcomeView } from "./pressed-outcome-view";
import { ProblemNote } from "./problem-note";
import { RefusedOutcomeView } from "./refused-outcome-view";

/** The code of the finding that is fixed by removing the root folder. */
const NESTED = "package-nested-root";

interface Props {
  state: PageState;
  actions: Actions;
}

/** The package: the button that presses, then the progress, then the result. */
export function PackageCard({ state, actions }: Props) {
  const { planning, pressing } = state;
  // A failure of planning is also a failure of pressing. It is shown only once.
  const failed = [pressing, planning].find((stage) => stage.status === "failed");
  const problem = failed?.status === "failed" ? failed.problem : null;
  const existingPackage = existingPackageOf(state);
  const { stripRoot, leaveOut } = state.options;
  const changes = state.edits.length + leaveOut.paths.length;
  const offersStripRoot =
    stripRoot ||
    (existingPackage !== null && state.edits.length === 0 && findingsOf(state).some(({ code }) => code === NESTED));
  const isRepair = existingPackage !== null;
  const isOnlyRepair = isRepair && changes === 0;
  const errors = countErrors(findingsOf(state));
  const offersAllowErrors = state.allowErrors || isRefused(state);
  return (
    <section class="card package" aria-labelledby="package-heading">
      <h2 id="package-heading">{headingOf(state)}</h2>
      <div class="alerts" role="alert">
        {problem && <ProblemNote problem={problem} />}
      </div>
      {offersStripRoot && (
        <Check
          label={t("Remove the folder around everything")}
          note={t("Its files then lie at the root, where Lambda looks for the handler.")}
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
          {isOnlyRepair ? t("Repair although there are errors") : t("Press although there are errors")}
        </label>
      )}
      <PressControls
        pressing={pressing}
        isRepair={isRepair}
        changes={changes}
        // The errors of an outdated plan may already be fixed; pressing checks again.
        errors={state.planning.status === "planning" ? 0 : errors}
        allowErrors={state.allowErrors}
        actions={actions}
      />
      <Check
        label={
          isOnlyRepair ? t("Repair by itself when there is no error") : t("Press by itself when there is no error")
        }
        checked={state.pressesItself}
        onChange={actions.pressesItself}
      />
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
                isBest={state.compression === "best"}
                actions={actions}
              />
            ),
          )}
      </div>
    </section>
  );
}

function headingOf({ target, options }: PageState): string {
  if (target.kind === "layer") return t("Layer");
  return options.split ? t("Deployment package and layer") : t("Deployment package");
}
