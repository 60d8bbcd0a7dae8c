import type { Plan, Slimming } from "../packager/types";
import type { Options } from "../state/page";
import { t } from "../texts/language";
import type { Actions } from "./actions";
import { Check } from "./check";
import { formatSize } from "./format";

/** What can be removed from libraries, in the order of the card. */
const SLIMMINGS: [slimming: Slimming, label: string][] = [
  ["tests", "Tests"],
  ["typing", "Type stubs"],
  ["sources", "C, C++ and Cython sources"],
  ["docs", "Docs"],
  ["distInfo", "Unread dist-info files"],
];

interface Props {
  options: Options;
  plan: Plan | null;
  actions: Actions;
}

/** Which parts of the libraries are in the package. */
export function LibrariesCard({ options, plan, actions }: Props) {
  const extras = offered(plan?.optional.extras, options.extras);
  const groups = offered(plan?.optional.groups, options.groups);
  const applies = (plan?.distributions.length ?? 0) > 0 || extras.length > 0 || groups.length > 0;
  return (
    <section class="card" aria-labelledby="libraries-heading">
      <details class="libraries" open={applies}>
        <summary>
          <h2 id="libraries-heading">{t("Libraries")}</h2>
        </summary>
        <Names
          legend={t("Extras")}
          names={extras}
          chosen={options.extras}
          onChoose={(extras) => actions.option({ extras })}
        />
        <Names
          legend={t("Dependency groups")}
          names={groups}
          chosen={options.groups}
          onChoose={(groups) => actions.option({ groups })}
        />
        <fieldset class="field">
          <legend>{t("Leave out")}</legend>
          {SLIMMINGS.map(([slimming, label]) => {
            const checked = options.slim[slimming];
            return (
              <Check
                key={slimming}
                label={t(label)}
                {...savingOf(plan?.savings[slimming], checked, "−")}
                onChange={(on) => actions.option({ slim: { ...options.slim, [slimming]: on } })}
              />
            );
          })}
          <Check
            label={t("What the runtime has")}
            note={t("boto3 and what it needs. The package is smaller, but AWS changes their versions without asking.")}
            checked={options.excludeRuntime}
            onChange={(excludeRuntime) => actions.option({ excludeRuntime })}
          />
        </fieldset>
        <fieldset class="field">
          <legend>{t("Keep")}</legend>
          <Check
            label={t("Bytecode (.pyc)")}
            note={t("A faster first start for a larger package. Only what the runtime's Python can use is kept.")}
            {...savingOf(plan?.savings.bytecode, options.bytecode, "+")}
            onChange={(bytecode) => actions.option({ bytecode })}
          />
        </fieldset>
      </details>
    </section>
  );
}

/**
 * The bytes that a checkbox saves or costs. It is disabled if there are none. `sign` is shown if it is checked, because
 * the bytes are then already removed or added.
 */
function savingOf(bytes = 0, checked: boolean, sign: string) {
  const detail = bytes > 0 ? `${checked ? sign : ""}${formatSize(bytes)}` : t("none");
  return { detail, checked, disabled: bytes === 0 && !checked };
}

interface NamesProps {
  legend: string;
  names: string[];
  chosen: string[];
  onChoose(chosen: string[]): void;
}

function Names({ legend, names, chosen, onChoose }: NamesProps) {
  if (names.length === 0) return null;
  return (
    <fieldset class="field">
      <legend>{legend}</legend>
      <div class="names">
        {names.map((name) => (
          <Check
            key={name}
            label={name}
            checked={chosen.includes(name)}
            onChange={(on) => onChoose(on ? [...chosen, name] : chosen.filter((other) => other !== name))}
          />
        ))}
      </div>
    </fieldset>
  );
}

/** The names to choose from. Chosen names stay even if the plan no longer has them, so that they can be deselected. */
export function offered(names: string[] = [], chosen: string[]): string[] {
  return [...new Set([...names, ...chosen])].sort();
}
