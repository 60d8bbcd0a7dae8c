import type { ShareKind } from "../../deploy/form";
import { t } from "../../texts/language";
import type { CardProps } from "./card-props";
import { SelectField } from "./select-field";
import { TextField } from "./text-field";

const NAMES: Record<ShareKind, string> = { url: "Presigned URL", form: "POST form", ticket: "Upload ticket" };
const OPTIONS = Object.entries(NAMES) as [ShareKind, string][];

/** The kind of upload that is shared with someone without credentials. */
export function ShareFields({ deploy: { form }, actions }: CardProps) {
  return (
    <SelectField
      label={t("As")}
      value={form.share}
      options={OPTIONS.map(([kind, name]) => [kind, t(name)] as const)}
      onChange={(share) => actions.form({ share })}
    />
  );
}

/** The period for which it is valid. */
export function ValidityField({ deploy: { form }, actions }: CardProps) {
  return (
    <TextField label={t("Valid for minutes")} value={form.minutes} onInput={(minutes) => actions.form({ minutes })} />
  );
}
