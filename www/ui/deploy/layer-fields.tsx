import { t } from "../../texts/language";
import type { CardProps } from "./card-props";
import { TextField } from "./text-field";

/** The layer to publish, and the functions that get it. */
export function LayerFields({ deploy: { form }, actions }: CardProps) {
  return (
    <>
      <TextField label={t("Layer name")} value={form.layerName} onInput={(layerName) => actions.form({ layerName })} />
      <TextField
        label={t("Attach to functions")}
        rows={2}
        value={form.attachTo}
        note={t("One a line, in the same region; other layers of theirs stay. None is needed.")}
        onInput={(attachTo) => actions.form({ attachTo })}
      />
    </>
  );
}
