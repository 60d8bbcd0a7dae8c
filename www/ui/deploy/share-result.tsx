import { t } from "../../texts/language";
import type { CardProps } from "./card-props";
import { Copyable } from "./copyable";

/** Makes the upload for someone without credentials, and shows the text to send. */
export function ShareResult({ deploy: { session, shared }, actions }: CardProps) {
  return (
    <>
      <div class="press">
        <button type="button" disabled={session === null} onClick={actions.share}>
          {t("Make it")}
        </button>
      </div>
      {shared && <Copyable label={t("For whoever uploads")} text={shared} />}
    </>
  );
}
