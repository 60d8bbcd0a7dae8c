import { t } from "../../texts/language";
import { Check } from "../check";
import { ProblemNote } from "../problem-note";
import type { CardProps } from "./card-props";
import { CredentialsEntry } from "./credentials-entry";
import { FieldGrid } from "./field-grid";
import { SessionInfoNote } from "./session-info-note";
import { TextField } from "./text-field";

/** The credentials in use, or the fields to paste them into, and the region and endpoints of requests. */
export function CredentialsForm({ deploy, actions }: CardProps) {
  const { session, locked, paused, form } = deploy;
  return (
    <div class="credentials">
      {session ? (
        <SessionInfoNote session={session} onLock={actions.lock} />
      ) : (
        <CredentialsEntry deploy={deploy} actions={actions} />
      )}
      <div role="status">
        {locked === "idle" && <p class="note">{t("The credentials were wiped after 15 minutes without use.")}</p>}
        {locked === "user" && <p class="note">{t("Locked: the credentials are wiped.")}</p>}
      </div>
      <div role="alert">{paused && <ProblemNote problem={paused} />}</div>
      <FieldGrid>
        <TextField label={t("Region")} value={form.region} onInput={(region) => actions.form({ region })} />
      </FieldGrid>
      <details>
        <summary>{t("Endpoints of your own")}</summary>
        <FieldGrid>
          <TextField
            label={t("Lambda endpoint")}
            value={form.lambdaEndpoint}
            placeholder="https://lambda.internal.example"
            onInput={(lambdaEndpoint) => actions.form({ lambdaEndpoint })}
          />
          <TextField
            label={t("S3 endpoint")}
            value={form.s3Endpoint}
            placeholder="https://s3.internal.example"
            onInput={(s3Endpoint) => actions.form({ s3Endpoint })}
          />
          <TextField
            label={t("Logs endpoint")}
            value={form.logsEndpoint}
            placeholder="https://logs.internal.example"
            onInput={(logsEndpoint) => actions.form({ logsEndpoint })}
          />
        </FieldGrid>
        <Check
          label={t("Bucket name in the path")}
          note={t("For other S3 servers, and for bucket names with dots.")}
          checked={form.pathStyle}
          onChange={(pathStyle) => actions.form({ pathStyle })}
        />
      </details>
    </div>
  );
}
