import type { Download } from "../../state";
import { ProblemNote } from "../problem-note";
import { ByHandForm } from "./by-hand-form";
import type { CardProps } from "./card-props";
import { CredentialsForm } from "./credentials-form";
import { FieldGrid } from "./field-grid";
import { GoalForm } from "./goal-form";
import { InvokeForm } from "./invoke-form";
import { LinkForm } from "./link-form";
import { MethodChoice } from "./method-choice";
import { PreviousDeployCard } from "./previous-deploy-card";
import { RowList } from "./row-list";
import { SelectField } from "./select-field";
import { ShareResult } from "./share-result";
import { StartButtons } from "./start-buttons";

/** What the page shows between the pressed package and the answers of AWS. */
export function DeployCard({ deploy, actions, downloads }: CardProps & { downloads: Download[] }) {
  const { form, rows } = deploy;
  const download = downloads.find(({ name }) => name === form.zip) ?? downloads[0];
  if (!download) return <PreviousDeployCard deploy={deploy} actions={actions} />;
  const { method, goal } = form;
  const props = { deploy, actions };
  const hasResult = rows.some(({ progress }) => progress.stage === "done");
  return (
    <section class="card deploy" aria-labelledby="deploy-heading">
      <h2 id="deploy-heading">Deploy</h2>
      <MethodChoice {...props} />
      {downloads.length > 1 && (
        <FieldGrid>
          <SelectField
            label="Package"
            value={download.name}
            options={downloads.map(({ name }) => [name, name] as const)}
            onChange={(zip) => actions.form({ zip })}
          />
        </FieldGrid>
      )}
      {method === "credentials" && <CredentialsForm {...props} />}
      {method !== "link" && <GoalForm {...props} kind={download.kind} />}
      {method === "link" && <LinkForm {...props} />}
      {method === "hand" && <ByHandForm {...props} />}
      {method === "credentials" && goal === "share" && <ShareResult {...props} />}
      <StartButtons {...props} />
      <div role="alert">{deploy.problem && <ProblemNote problem={deploy.problem} />}</div>
      {rows.length > 0 && <RowList rows={rows} />}
      {method === "credentials" && goal === "function" && hasResult && <InvokeForm {...props} />}
    </section>
  );
}
