import { useEffect, useState } from "preact/hooks";
import { LIMITS } from "../../common/facts";
import type { GoalName } from "../../deploy/form";
import type { Download, TargetKind } from "../../state/page";
import { t } from "../../texts/language";
import { Check } from "../check";
import { formatLimit } from "../format";
import type { CardProps } from "./card-props";
import { FieldGrid } from "./field-grid";
import { GOAL_VIEWS } from "./goal-views";
import { SelectField } from "./select-field";
import { TextField } from "./text-field";

/** What to do with the package, with credentials or by hand. Rarely needed options are under "More". */
export function GoalForm({ deploy, actions, download }: CardProps & { download: Download }) {
  const { form } = deploy;
  const { HeadFields, Fields, Options, needsBucketAboveLimit } = GOAL_VIEWS[form.goal];
  const props = { deploy, actions };
  const needsBucket = !needsBucketAboveLimit || download.zip.size > LIMITS.directUpload;
  const [isOpen, setOpen] = useState(false);
  const options = goalOptions(download.kind, form.method === "hand");
  const [first] = options;
  const isOffered = options.some(([goal]) => goal === form.goal);
  // Another method may not offer the goal.
  useEffect(() => {
    if (!isOffered && first) actions.form({ goal: first[0] });
  }, [isOffered]);
  return (
    <>
      <FieldGrid>
        <SelectField
          label={t("What to do")}
          value={form.goal}
          options={options}
          onChange={(goal) => actions.form({ goal })}
        />
        {HeadFields && <HeadFields {...props} />}
      </FieldGrid>
      {Fields && <Fields {...props} />}
      {needsBucket && <BucketForm {...props} />}
      {(Options || !needsBucket) && (
        <details class="more" open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
          <summary>{t("More")}</summary>
          <div class="more-fields">
            {Options && <Options {...props} />}
            {!needsBucket && <BucketForm {...props} />}
          </div>
        </details>
      )}
    </>
  );
}

/** The bucket and the key of the package. */
function BucketForm({ deploy, actions }: CardProps) {
  const { form } = deploy;
  const view = GOAL_VIEWS[form.goal];
  const { BucketFields } = view;
  // "{region}" is shown literally in every language.
  const region = t("{region} stands for the region.");
  const needed = t("Needed above {limit}.", { limit: formatLimit(LIMITS.directUpload) });
  return (
    <>
      <FieldGrid>
        <TextField
          label={t("Bucket")}
          value={form.bucket}
          note={view.needsBucketAboveLimit ? `${needed} ${region}` : region}
          onInput={(bucket) => actions.form({ bucket })}
        />
        <TextField label={t("Key")} value={form.key} onInput={(key) => actions.form({ key })} />
        {BucketFields && <BucketFields deploy={deploy} actions={actions} />}
      </FieldGrid>
      {view.canRequireNewKey && form.bucket !== "" && (
        <Check
          label={t("Only if the key does not exist")}
          checked={form.ifNoneMatch}
          onChange={(ifNoneMatch) => actions.form({ ifNoneMatch })}
        />
      )}
    </>
  );
}

/** The goals that a package of this kind can have. */
function goalOptions(kind: TargetKind, isByHand: boolean): [GoalName, string][] {
  const all = Object.entries(GOAL_VIEWS) as [GoalName, (typeof GOAL_VIEWS)[GoalName]][];
  const offered = all.filter(([, view]) => view.kinds.includes(kind) && (view.isOfferedByHand || !isByHand));
  return offered.map(([goal, { name }]) => [goal, t(name)]);
}
