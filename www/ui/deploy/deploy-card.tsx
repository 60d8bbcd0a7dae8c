import type { DeployState, Form, Way } from "../../deploy-state";
import type { Download } from "../../state";
import { DownloadIcon } from "../icons";
import { ProblemNote } from "../problem-note";
import type { DeployActions } from "./actions";
import { CorsNote } from "./cors-note";
import { CredentialsForm } from "./credentials-form";
import { Copyable, Grid, Select, Text } from "./fields";
import { GoalForm } from "./goal-form";
import { RowList } from "./row-list";

const WAYS: [Way, string][] = [
  ["credentials", "Credentials"],
  ["link", "URL or ticket"],
  ["hand", "By hand"],
];

const SHELLS: [Form["shell"], string][] = [
  ["sh", "sh"],
  ["powershell", "PowerShell 7.3 or newer"],
];

interface Props {
  deploy: DeployState;
  actions: DeployActions;
  downloads: Download[];
}

/** From the pressed package to what AWS answers. */
export function DeployCard({ deploy, actions, downloads }: Props) {
  const { form, rows, running } = deploy;
  const download = downloads.find(({ name }) => name === form.zip) ?? downloads[0];
  if (!download) return <Remaining deploy={deploy} actions={actions} />;
  const failed = rows.some(({ problem }) => problem);
  // What is told of a link moves the button, so it waits for that.
  const isReady = form.way === "link" ? form.link !== "" && deploy.upload !== null : deploy.session !== null;
  return (
    <section class="card deploy" aria-labelledby="deploy-heading">
      <h2 id="deploy-heading">Deploy</h2>
      <fieldset class="field choice">
        <legend>By</legend>
        <div class="segments">
          {WAYS.map(([way, label]) => (
            <label key={way}>
              <input
                type="radio"
                name="way"
                value={way}
                checked={form.way === way}
                disabled={running}
                onChange={() => actions.form({ way })}
              />
              <span>{label}</span>
            </label>
          ))}
        </div>
      </fieldset>
      {downloads.length > 1 && (
        <Grid>
          <Select
            label="Package"
            value={download.name}
            options={downloads.map(({ name }) => [name, name] as const)}
            onChange={(zip) => actions.form({ zip })}
          />
        </Grid>
      )}
      {form.way === "credentials" && <CredentialsForm deploy={deploy} actions={actions} />}
      {form.way !== "link" && <GoalForm deploy={deploy} actions={actions} kind={download.kind} />}
      {form.way === "link" && <LinkForm deploy={deploy} actions={actions} />}
      {form.way === "hand" && <ByHand deploy={deploy} actions={actions} />}
      {form.way !== "hand" && form.goal === "share" && form.way === "credentials" && (
        <div class="press">
          <button type="button" disabled={!isReady} onClick={actions.share}>
            Make it
          </button>
        </div>
      )}
      {deploy.shared && form.goal === "share" && form.way === "credentials" && (
        <Copyable label="For whoever uploads" text={deploy.shared} />
      )}
      {form.way !== "hand" && (form.goal !== "share" || form.way === "link") && (
        <div class="press">
          {running ? (
            <button type="button" onClick={actions.cancel}>
              Cancel deploy
            </button>
          ) : (
            <button type="button" class="accent" disabled={!isReady} onClick={actions.start}>
              {form.way === "link" || form.goal === "object" ? "Upload" : "Deploy"}
            </button>
          )}
          {failed && !running && (
            <button type="button" onClick={actions.retry}>
              Retry what failed
            </button>
          )}
        </div>
      )}
      <div role="alert">{deploy.problem && <ProblemNote problem={deploy.problem} />}</div>
      {rows.length > 0 && <RowList rows={rows} />}
      {form.way === "credentials" && form.goal === "function" && rows.some(({ told }) => told.stage === "done") && (
        <Try deploy={deploy} actions={actions} />
      )}
    </section>
  );
}

/** Of a deploy whose package is no longer on the page: it goes on, can be cancelled, and ends in a verdict. */
function Remaining({ deploy, actions }: Pick<Props, "deploy" | "actions">) {
  const { rows, running, form, problem } = deploy;
  if (rows.length === 0) return null;
  return (
    <section class="card deploy" aria-labelledby="deploy-heading">
      <h2 id="deploy-heading">Deploy</h2>
      <p class="note">This is the package pressed before: the page has none of the present choices yet.</p>
      {form.way === "credentials" && <CredentialsForm deploy={deploy} actions={actions} />}
      <div class="press">
        {running && (
          <button type="button" onClick={actions.cancel}>
            Cancel deploy
          </button>
        )}
        {!running && rows.some(({ problem }) => problem) && (
          <button type="button" onClick={actions.retry}>
            Retry what failed
          </button>
        )}
      </div>
      <div role="alert">{problem && <ProblemNote problem={problem} />}</div>
      <RowList rows={rows} />
    </section>
  );
}

function LinkForm({ deploy: { form, upload, cors }, actions }: { deploy: DeployState; actions: DeployActions }) {
  return (
    <>
      <Text
        label="Presigned URL, POST form or upload ticket"
        rows={4}
        value={form.link}
        note="The URL, or the JSON of a form or a ticket. It is checked before anything is sent."
        onInput={(link) => actions.form({ link })}
      />
      {upload && (
        <div role="status">
          <p class="note">
            {upload.kind === "put" ? "Presigned URL" : upload.kind === "post" ? "POST form" : "Upload ticket"} for{" "}
            <code>{upload.key ?? upload.host}</code>
            {upload.bucket && (
              <>
                {" "}
                in <code>{upload.bucket}</code>
              </>
            )}
            {upload.expires !== undefined && `, until ${new Date(upload.expires).toLocaleString()}`}
          </p>
          {upload.findings.map((finding) => (
            <ProblemNote key={finding.code} problem={finding} />
          ))}
        </div>
      )}
      {upload && upload.neededHeaders.length > 0 && (
        <Text
          label="Values of signed headers"
          rows={upload.neededHeaders.length}
          value={form.linkHeaders}
          note={`One a line, as in "content-type: application/zip". Signed are: ${upload.neededHeaders.join(", ")}`}
          onInput={(linkHeaders) => actions.form({ linkHeaders })}
        />
      )}
      {upload && cors && <CorsNote cors={cors} />}
    </>
  );
}

function ByHand({ deploy, actions }: { deploy: DeployState; actions: DeployActions }) {
  const { commands, tryCommands, kit, form } = deploy;
  return (
    <>
      <Grid>
        <Text label="Region" value={form.region} onInput={(region) => actions.form({ region })} />
        <Select label="Shell" value={form.shell} options={SHELLS} onChange={(shell) => actions.form({ shell })} />
      </Grid>
      {commands.length > 0 && <Copyable label="Commands" text={commands.join("\n")} />}
      {form.goal === "function" && !form.dryRun && commands.length > 0 && (
        <details>
          <summary>Try it with a test event</summary>
          <Text label="Test event" rows={3} value={form.event} onInput={(event) => actions.form({ event })} />
          {tryCommands.length > 0 && <Copyable label="Test commands" text={tryCommands.join("\n")} />}
        </details>
      )}
      <div class="press">
        {kit ? (
          <a class="button" href={kit.url} download={kit.name}>
            <DownloadIcon />
            Download {kit.name}
          </a>
        ) : (
          <button type="button" onClick={actions.kit}>
            Make an offline kit
          </button>
        )}
        <p class="note">
          The package, its manifest, these commands and its codeSha256 in one file, to carry out of an air gap.
        </p>
      </div>
    </>
  );
}

function Try({ deploy: { form, invoked }, actions }: { deploy: DeployState; actions: DeployActions }) {
  return (
    <details class="try">
      <summary>Try it with a test event</summary>
      <Text label="Test event" rows={3} value={form.event} onInput={(event) => actions.form({ event })} />
      <button type="button" onClick={actions.invoke}>
        Invoke
      </button>
      {invoked && (
        <div role="status">
          <p>{invoked.status}</p>
          <Copyable label="Answer" text={invoked.payload} />
          {invoked.log && <Copyable label="Log" text={invoked.log} />}
        </div>
      )}
    </details>
  );
}
