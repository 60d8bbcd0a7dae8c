import type { DeployMethod } from "../../deploy/form";
import { t } from "../../texts/language";
import type { CardProps } from "./card-props";

const NAMES: Record<DeployMethod, string> = { credentials: "Credentials", link: "URL or ticket", hand: "By hand" };
const METHODS = Object.entries(NAMES) as [DeployMethod, string][];

/** The choice of how the package is deployed. */
export function MethodChoice({ deploy: { form, running }, actions }: CardProps) {
  return (
    <fieldset class="field choice">
      <legend>{t("By")}</legend>
      <div class="segments">
        {METHODS.map(([method, label]) => (
          <label key={method}>
            <input
              type="radio"
              name="method"
              value={method}
              checked={form.method === method}
              disabled={running}
              onChange={() => actions.form({ method })}
            />
            <span>{t(label)}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
