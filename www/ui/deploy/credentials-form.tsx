import { useRef } from "preact/hooks";
import type { DeployState } from "../../deploy-state";
import { Check } from "../check";
import { ProblemNote } from "../problem-note";
import type { DeployActions } from "./actions";
import { Grid, Text } from "./fields";

const FORMS = "export lines, PowerShell or cmd lines, an ini block, JSON of `aws configure export-credentials` or STS";

export function CredentialsForm({ deploy, actions }: { deploy: DeployState; actions: DeployActions }) {
  const { session, locked, paused, form } = deploy;
  return (
    <div class="credentials">
      {session ? (
        <div class="session">
          <p>
            Signing as <code>{session.accessKeyId}</code>
            {session.expires !== undefined && `, until ${new Date(session.expires).toLocaleString()}`}
            {session.expires === undefined && (session.isTemporary ? ", temporary" : ", without expiry")}
          </p>
          {session.expires !== undefined && session.expires < Date.now() && (
            <p class="note">
              By this computer's clock they have expired. If the clock is right, AWS refuses them: then paste new ones.
            </p>
          )}
          <button type="button" onClick={actions.lock}>
            Lock
          </button>
        </div>
      ) : (
        <Entry deploy={deploy} actions={actions} />
      )}
      <div role="status">
        {locked === "idle" && <p class="note">The credentials were wiped after 15 minutes without use.</p>}
        {locked === "user" && <p class="note">Locked: the credentials are wiped.</p>}
      </div>
      <div role="alert">{paused && <ProblemNote problem={paused} />}</div>
      <Grid>
        <Text label="Region" value={form.region} onInput={(region) => actions.form({ region })} />
      </Grid>
      <details>
        <summary>Endpoints of your own</summary>
        <Grid>
          <Text
            label="Lambda endpoint"
            value={form.lambdaEndpoint}
            placeholder="https://lambda.internal.example"
            onInput={(lambdaEndpoint) => actions.form({ lambdaEndpoint })}
          />
          <Text
            label="S3 endpoint"
            value={form.s3Endpoint}
            placeholder="https://s3.internal.example"
            onInput={(s3Endpoint) => actions.form({ s3Endpoint })}
          />
        </Grid>
        <Check
          label="Bucket name in the path"
          note="For other S3 servers, and for bucket names with dots."
          checked={form.pathStyle}
          onChange={(pathStyle) => actions.form({ pathStyle })}
        />
      </details>
    </div>
  );
}

/** Uncontrolled, so that what is typed is never part of the page's state; emptied as soon as it is taken over. */
function Entry({ deploy, actions }: { deploy: DeployState; actions: DeployActions }) {
  const text = useRef<HTMLTextAreaElement>(null);
  const profile = useRef<HTMLSelectElement>(null);
  const id = useRef<HTMLInputElement>(null);
  const secret = useRef<HTMLInputElement>(null);
  const token = useRef<HTMLInputElement>(null);
  const take = (field: { current: HTMLTextAreaElement | HTMLInputElement | null }) => {
    const value = field.current?.value ?? "";
    if (field.current) field.current.value = "";
    return value;
  };
  const unlock = (event: Event) => {
    event.preventDefault();
    const pasted = take(text);
    if (pasted.trim()) actions.unlock(pasted, profile.current?.value || undefined);
    else actions.unlockFields(take(id).trim(), take(secret).trim(), take(token).trim());
  };
  return (
    <form onSubmit={unlock} autocomplete="off">
      <div class="field">
        <label for="credentials">Credentials</label>
        <textarea
          id="credentials"
          ref={text}
          class="code"
          rows={3}
          autocomplete="off"
          spellcheck={false}
          aria-describedby="credentials-note"
        />
        <p id="credentials-note" class="note">
          Paste {FORMS}. They stay in the memory of this page, and leave it only as signatures.
        </p>
      </div>
      {deploy.profiles.length > 1 && (
        <div class="field">
          <label for="profile">Profile (paste the credentials again)</label>
          <select id="profile" ref={profile}>
            {deploy.profiles.map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
        </div>
      )}
      <details>
        <summary>Or three fields</summary>
        <Grid>
          <Secret label="Access key ID" id="access-key-id" field={id} />
          <Secret label="Secret access key" id="secret-access-key" field={secret} />
          <Secret label="Session token" id="session-token" field={token} />
        </Grid>
      </details>
      <button type="submit">Use credentials</button>
      <div role="alert">{deploy.sessionProblem && <ProblemNote problem={deploy.sessionProblem} />}</div>
    </form>
  );
}

function Secret({ label, id, field }: { label: string; id: string; field: { current: HTMLInputElement | null } }) {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input id={id} ref={field} class="code" type="password" autocomplete="off" />
    </div>
  );
}
