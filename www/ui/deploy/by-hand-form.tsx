import type { Shell } from "../../deploy/form";
import { t } from "../../texts/language";
import { DownloadIcon } from "../icons";
import { ProblemNote } from "../problem-note";
import type { CardProps } from "./card-props";
import { Copyable } from "./copyable";
import { FieldGrid } from "./field-grid";
import { PolicyNote } from "./policy-note";
import { SelectField } from "./select-field";
import { TestEventField } from "./test-event-field";
import { TextField } from "./text-field";

const SHELLS: Record<Shell, string> = { sh: "sh", powershell: "PowerShell 7.3 or newer" };
const OPTIONS = Object.entries(SHELLS) as [Shell, string][];

/** Commands to copy, and the offline kit. */
export function ByHandForm({ deploy, actions }: CardProps) {
  const { commands, testCommands, kit, form, policies } = deploy;
  return (
    <>
      <FieldGrid>
        <TextField label={t("Region")} value={form.region} onInput={(region) => actions.form({ region })} />
        <SelectField
          label={t("Shell")}
          value={form.shell}
          options={OPTIONS.map(([shell, name]) => [shell, t(name)] as const)}
          onChange={(shell) => actions.form({ shell })}
        />
      </FieldGrid>
      {commands.text && <Copyable level={3} label={t("Commands")} text={commands.text} />}
      {commands.problem && <ProblemNote problem={commands.problem} />}
      {form.goal === "function" && !form.dryRun && commands.text && (
        <details>
          <summary>{t("Try it with a test event")}</summary>
          <TestEventField deploy={deploy} actions={actions} />
          {testCommands.text && <Copyable level={3} label={t("Test commands")} text={testCommands.text} />}
          {testCommands.problem && <ProblemNote problem={testCommands.problem} />}
          {policies.test && <PolicyNote policy={policies.test} />}
        </details>
      )}
      <div class="press">
        {kit ? (
          <a class="button" href={kit.url} download={kit.name}>
            <DownloadIcon />
            {t("Download {name}", { name: kit.name })}
          </a>
        ) : (
          <button type="button" onClick={actions.kit}>
            {t("Make an offline kit")}
          </button>
        )}
        <p class="note">
          {t("The package, its manifest, these commands and its codeSha256 in one file, to carry out of an air gap.")}
        </p>
      </div>
    </>
  );
}
