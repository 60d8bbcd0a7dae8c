import { t } from "../../texts/language";
import type { CardProps } from "./card-props";
import { TextField } from "./text-field";

/** The field for the JSON of the event that a function is called with. */
export function TestEventField({ deploy: { form }, actions }: CardProps) {
  return <TextField label={t("Test event")} rows={3} value={form.event} onInput={(event) => actions.form({ event })} />;
}
