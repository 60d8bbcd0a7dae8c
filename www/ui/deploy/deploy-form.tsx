import type { ComponentType } from "preact";
import type { DeployMethod } from "../../deploy/form";
import type { Download } from "../../state/page";
import { t } from "../../texts/language";
import { Check } from "../check";
import { ProblemNote } from "../problem-note";
import { ByHandForm } from "./by-hand-form";
import type { CardProps } from "./card-props";
import { CorsNote } from "./cors-note";
import { CredentialsForm } from "./credentials-form";
import { FieldGrid } from "./field-grid";
import { GoalForm } from "./goal-form";
import { LinkForm } from "./link-form";
import { MethodChoice } from "./method-choice";
import { PolicyNote } from "./policy-note";
import { RowList } from "./row-list";
import { SelectField } from "./select-field";
import { ShareResult } from "./share-result";
import { StartButtons } from "./start-buttons";
import { TestForm } from "./test-form";

/** The steps of each method, in order: without credentials, nothing else can be chosen. */
const METHOD_FORMS: Record<DeployMethod, ComponentType<CardProps & { download: Download }>> = {
  credentials: (props) => (
    <>
      <CredentialsForm {...props} />
      {hasBegun(props.deploy) && <GoalForm {...props} />}
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

/** Whether there are or have been credentials. A deploy that waits for new ones still shows its form. */
const hasBegun = ({ session, locked, paused, rows }: CardProps["deploy"]) =>
  session !== null || locked !== null || paused !== null || rows.length > 0;

/** Notes that appear late. They are below the button, because above it they would move it while the user clicks. */
function LateNotes({ form, policies, cors, upload }: CardProps["deploy"]) {
  const isLink = form.method === "link";
  const hasBucket = isLink ? upload !== null : form.bucket !== "";
  return (
    <>
      {!isLink && policies.deploy && <PolicyNote policy={policies.deploy} />}
      {hasBucket && cors && <CorsNote cors={cors} />}
    </>
  );
}

/** The form of the card, step by step, and the answers of AWS. */
export function DeployForm({
  deploy,
  actions,
  downloads,
  download,
  isWatching,
}: CardProps & { downloads: Download[]; download: Download; isWatching: boolean }) {
  const { form, rows, problem, testable } = deploy;
  const props = { deploy, actions };
  const MethodForm = METHOD_FORMS[form.method];
  const usesCredentials = form.method === "credentials";
  const hasResult = rows.some(({ progress }) => progress.stage === "done") && testable.length > 0;
  const isPresent = (hash: string) => downloads.some(({ zip }) => zip.codeSha256 === hash);
  return (
    <div class="deploy-form">
      <MethodChoice {...props} />
      {downloads.length > 1 && (
        <FieldGrid>
          <SelectField
            label={t("Package")}
            value={download.name}
            options={downloads.map(({ name }) => [name, name] as const)}
            onChange={(zip) => actions.form({ zip })}
          />
        </FieldGrid>
      )}
      <MethodForm {...props} download={download} />
      {usesCredentials && form.goal === "share" && <ShareResult {...props} />}
      {isWatching && usesCredentials && form.goal === "function" && hasBegun(deploy) && (
        <Check
          label={t("Deploy on change")}
          note={t("A file that is saved in a watched folder is pressed and deployed, unless the plan has an error.")}
          checked={form.onChange}
          onChange={(onChange) => actions.form({ onChange })}
        />
      )}
      {(!usesCredentials || hasBegun(deploy)) && <StartButtons {...props} />}
      {(!usesCredentials || hasBegun(deploy)) && <LateNotes {...deploy} />}
      <div role="alert">{problem && <ProblemNote problem={problem} />}</div>
      {rows.length > 0 && <RowList {...props} isPresent={isPresent} />}
      {usesCredentials && form.goal === "function" && hasResult && <TestForm {...props} />}
    </div>
  );
}
