import { t } from "../../texts/language";
import { ProblemNote } from "../problem-note";
import type { CardProps } from "./card-props";
import { CredentialsForm } from "./credentials-form";
import { RetryButton } from "./retry-button";
import { RowList } from "./row-list";

/** The deploy of a package that is no longer on the page. It continues, can be cancelled, and shows its result. */
export function PreviousDeployCard({ deploy, actions }: CardProps) {
  const { rows, running, form, problem } = deploy;
  if (rows.length === 0) return null;
  return (
    <section class="card deploy" aria-labelledby="deploy-heading">
      <h2 id="deploy-heading">{t("Deploy")}</h2>
      <p class="note">{t("This is the package pressed before: the page has none of the present choices yet.")}</p>
      {form.method === "credentials" && <CredentialsForm deploy={deploy} actions={actions} />}
      <div class="press">
        {running && (
          <button type="button" onClick={actions.cancel}>
            {t("Cancel deploy")}
          </button>
        )}
        <RetryButton deploy={deploy} actions={actions} />
      </div>
      <div role="alert">{problem && <ProblemNote problem={problem} />}</div>
      <RowList deploy={deploy} actions={actions} />
    </section>
  );
}
