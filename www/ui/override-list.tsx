import type { Overrides } from "../state/fix";
import { t } from "../texts/language";
import { rich } from "../texts/rich";
import type { Actions } from "./actions";
import { Name } from "./name";

interface Props {
  overrides: Overrides;
  /** Modules that are in a layer. */
  layerModules: string[];
  /** Requirements in addition to those of files. */
  requirements: string[];
  actions: Pick<Actions, "require" | "option">;
}

/** The overrides of requirements and imports, each with a button that removes it. */
export function OverrideList({ overrides, layerModules, requirements, actions }: Props) {
  const names = Object.keys(overrides).sort();
  if (names.length === 0 && layerModules.length === 0 && requirements.length === 0) return null;
  return (
    <section class="card" aria-labelledby="overrides-heading">
      <h2 id="overrides-heading">{t("Changed requirements")}</h2>
      <ul class="overrides">
        {names.map((name) => (
          <li key={name}>
            <span>
              <Name class="code" text={name} />: {overrides[name] === null ? t("left out") : overrides[name]}
            </span>
            <button
              type="button"
              class="bare"
              onClick={() => actions.require(name)}
              aria-label={t("Undo: require {name} again", { name })}
            >
              {t("Undo")}
            </button>
          </li>
        ))}
        {requirements.map((requirement) => (
          <li key={`requirement ${requirement}`}>
            <span>{rich("{requirement}: required", { requirement: <Name class="code" text={requirement} /> })}</span>
            <button
              type="button"
              class="bare"
              onClick={() => actions.option({ requirements: requirements.filter((other) => other !== requirement) })}
              aria-label={t("Undo: do not require {requirement}", { requirement })}
            >
              {t("Undo")}
            </button>
          </li>
        ))}
        {layerModules.map((module) => (
          <li key={`module ${module}`}>
            <span>{rich("{name}: comes with a layer", { name: <Name class="code" text={module} /> })}</span>
            <button
              type="button"
              class="bare"
              onClick={() => actions.option({ layerModules: layerModules.filter((other) => other !== module) })}
              aria-label={t("Undo: look for {module} again", { module })}
            >
              {t("Undo")}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
