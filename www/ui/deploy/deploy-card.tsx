import type { ComponentType } from "preact";
import type { DeployMethod } from "../../deploy/form";
import type { Download, TargetKind } from "../../state";
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

/** What each method asks for. `kind`: of the package. */
const METHOD_FORMS: Record<DeployMethod, ComponentType<CardProps & { kind: TargetKind }>> = {
  credentials: (props) => (
    <>
      <CredentialsForm {...props} />
      <GoalForm {...props} />
    </>
  ),
  link: LinkForm,
  hand: (props) => (
    <>
      <GoalForm {...props} />
      <ByHandForm {...props} />
    </>
  ),
};

/** From the pressed package to the answers of AWS. */
export function DeployCard({ deploy, actions, downloads }: CardProps & { downloads: Download[] }) {
  const { form, rows, problem } = deploy;
  const download = downloads.find(({ name }) => name === form.zip) ?? downloads[0];
  if (!download) return <PreviousDeployCard deploy={deploy} actions={actions} />;
  const props = { deploy, actions };
  const MethodForm = METHOD_FORMS[form.method];
  const usesCredentials = form.method === "credentials";
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
      <MethodForm {...props} kind={download.kind} />
      {usesCredentials && form.goal === "share" && <ShareResult {...props} />}
      <StartButtons {...props} />
      <div role="alert">{problem && <ProblemNote problem={problem} />}</div>
      {rows.length > 0 && <RowList rows={rows} />}
      {usesCredentials && form.goal === "function" && hasResult && <InvokeForm {...props} />}
    </section>
  );
}
