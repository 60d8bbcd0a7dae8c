import { t } from "../../texts/language";
import { Check } from "../check";
import type { CardProps } from "./card-props";
import { FitNotes } from "./fit-notes";
import { FunctionChoice } from "./function-choice";
import { TextField } from "./text-field";

/** The functions to deploy to. */
export function FunctionFields({ deploy, actions }: CardProps) {
  const { form } = deploy;
  return (
    <>
      {form.method === "credentials" && (
        <FunctionChoice deploy={deploy} actions={actions} onChoose={(functions) => actions.form({ functions })} />
      )}
      <TextField
        label={t("Functions")}
        rows={2}
        value={form.functions}
        note={t("One a line: name, name:alias or ARN, with @region where it is another one")}
        onInput={(functions) => actions.form({ functions })}
      />
      {form.method === "credentials" && <FitNotes deploy={deploy} actions={actions} />}
    </>
  );
}

/** The options of deploying to functions. */
export function FunctionOptions({ deploy: { form, rows }, actions }: CardProps) {
  const lacksRole = form.role === "" && rows.some(({ problem }) => problem?.code === "role-unnamed");
  return (
    <>
      <div class="checks">
        <Check
          label={t("Publish a version")}
          checked={form.publish}
          onChange={(publish) => actions.form({ publish })}
        />
        <Check label={t("Only try (dry run)")} checked={form.dryRun} onChange={(dryRun) => actions.form({ dryRun })} />
        <Check
          label={t("Set runtime and handler")}
          checked={form.configure}
          onChange={(configure) => actions.form({ configure })}
        />
        <Check
          label={t("Only if nobody else changes it meanwhile")}
          checked={form.guard}
          onChange={(guard) => actions.form({ guard })}
        />
        <Check
          label={t("Create what does not exist")}
          checked={form.create}
          onChange={(create) => actions.form({ create })}
        />
      </div>
      {form.create && (
        <>
          <TextField
            label={t("Execution role (ARN)")}
            value={form.role}
            isInvalid={lacksRole}
            onInput={(role) => actions.form({ role })}
          />
          <details>
            <summary>{t("Where its code is kept, and what runs it")}</summary>
            <TextField
              label={t("KMS key of the code (ARN)")}
              value={form.codeKey}
              note={t("A key of your own; without one, AWS uses one of its own")}
              onInput={(codeKey) => actions.form({ codeKey })}
            />
            <Check
              label={t("Read the code from the bucket, without a copy")}
              checked={form.byReference}
              onChange={(byReference) => actions.form({ byReference })}
            />
            <TextField
              label={t("Capacity provider (ARN)")}
              value={form.capacityProvider}
              note={t("For Lambda Managed Instances")}
              onInput={(capacityProvider) => actions.form({ capacityProvider })}
            />
          </details>
        </>
      )}
    </>
  );
}
