import type { DeployState, Goal, Share } from "../../deploy-state";
import { LIMITS } from "../../facts";
import { Check } from "../check";
import { formatLimit } from "../format";
import type { DeployActions } from "./actions";
import { CorsNote } from "./cors-note";
import { Grid, Select, Text } from "./fields";

const GOALS: [Goal, string][] = [
  ["function", "Deploy to functions"],
  ["layer", "Publish a layer version"],
  ["object", "Only upload to S3"],
  ["share", "Let someone else upload"],
];

const SHARES: [Share, string][] = [
  ["url", "Presigned URL"],
  ["form", "POST form"],
  ["ticket", "Upload ticket"],
];

/** What to do with the package, by credentials or by hand. */
export function GoalForm({ deploy, actions, kind }: { deploy: DeployState; actions: DeployActions; kind: string }) {
  const { form } = deploy;
  const goals = GOALS.filter(([goal]) => goal !== (kind === "layer" ? "function" : "layer"));
  const shown = form.way === "hand" ? goals.filter(([goal]) => goal !== "share") : goals;
  return (
    <>
      <Grid>
        <Select label="What to do" value={form.goal} options={shown} onChange={(goal) => actions.form({ goal })} />
        {form.goal === "layer" && (
          <Text label="Layer name" value={form.layerName} onInput={(layerName) => actions.form({ layerName })} />
        )}
        {form.goal === "layer" && (
          <Text
            label="Attach to functions"
            rows={2}
            value={form.attachTo}
            note="One a line, in the same region; other layers of theirs stay. None is needed."
            onInput={(attachTo) => actions.form({ attachTo })}
          />
        )}
        {form.goal === "share" && (
          <Select label="As" value={form.share} options={SHARES} onChange={(share) => actions.form({ share })} />
        )}
      </Grid>
      {form.goal === "function" && <FunctionFields deploy={deploy} actions={actions} />}
      <Grid>
        <Text
          label="Bucket"
          value={form.bucket}
          note={
            form.goal === "function" || form.goal === "layer"
              ? `Needed above ${formatLimit(LIMITS.directUpload)}. {region} stands for the region.`
              : "{region} stands for the region."
          }
          onInput={(bucket) => actions.form({ bucket })}
        />
        <Text label="Key" value={form.key} onInput={(key) => actions.form({ key })} />
        {form.goal === "share" && (
          <Text label="Valid for minutes" value={form.minutes} onInput={(minutes) => actions.form({ minutes })} />
        )}
      </Grid>
      {(form.goal === "object" || form.goal === "function") && form.bucket !== "" && (
        <Check
          label="Only if the key does not exist"
          checked={form.ifNoneMatch}
          onChange={(ifNoneMatch) => actions.form({ ifNoneMatch })}
        />
      )}
      {deploy.cors && form.bucket !== "" && <CorsNote cors={deploy.cors} />}
    </>
  );
}

function FunctionFields({ deploy: { form }, actions }: { deploy: DeployState; actions: DeployActions }) {
  return (
    <>
      <Text
        label="Functions"
        rows={2}
        value={form.functions}
        note="One a line: name, name:alias or ARN, with @region where it is another one"
        onInput={(functions) => actions.form({ functions })}
      />
      <div class="checks">
        <Check label="Publish a version" checked={form.publish} onChange={(publish) => actions.form({ publish })} />
        <Check label="Only try (dry run)" checked={form.dryRun} onChange={(dryRun) => actions.form({ dryRun })} />
        <Check
          label="Set runtime and handler"
          checked={form.configure}
          onChange={(configure) => actions.form({ configure })}
        />
        <Check
          label="Only if nobody else changes it meanwhile"
          checked={form.guard}
          onChange={(guard) => actions.form({ guard })}
        />
        <Check
          label="Create what does not exist"
          checked={form.create}
          onChange={(create) => actions.form({ create })}
        />
      </div>
      {form.create && (
        <Text label="Execution role (ARN)" value={form.role} onInput={(role) => actions.form({ role })} />
      )}
    </>
  );
}
