import { useEffect, useRef, useState } from "preact/hooks";
import type { Fetching } from "../fetching";
import type { Finding } from "../packager/types";
import type { Problem } from "../problem";
import type { FetchActions } from "../ui/actions";
import { TextField } from "../ui/deploy/text-field";
import { formatSize } from "../ui/format";
import type { FetchProps } from "../ui/part";
import { ProblemNote } from "../ui/problem-note";
import { FetchedList } from "./fetched-list";

/** Fetches the libraries that are missing from an index. Until the button is pressed, nothing is asked of anybody. */
export function FetchCard({ fetching, index, isMissing, actions }: FetchProps) {
  const user = useRef<HTMLInputElement>(null);
  const password = useRef<HTMLInputElement>(null);
  const running = fetching.status === "fetching";
  const fetch = (event: Event) => {
    event.preventDefault();
    const login = { user: user.current?.value ?? "", password: password.current?.value ?? "" };
    if (!running) actions.fetch(login.user || login.password ? login : null);
  };
  const forget = () => {
    for (const field of [user.current, password.current]) if (field) field.value = "";
  };
  return (
    <section class="card fetch" aria-labelledby="fetch-heading">
      <h2 id="fetch-heading">Fetch the libraries</h2>
      {(isMissing || running) && (
        <form autocomplete="off" onSubmit={fetch}>
          <TextField
            label="Index"
            value={index}
            placeholder="https://…/simple/"
            note="It is asked for names and versions of the missing libraries, and for nothing of your function. Indexes that your files name come first: the first that knows a name is the only one asked."
            onInput={actions.index}
          />
          <details>
            <summary>User name and password</summary>
            <div class="field">
              <label for="index-user">User name</label>
              <input id="index-user" ref={user} class="code" type="text" autocomplete="off" />
            </div>
            <div class="field">
              <label for="index-password">Password or token</label>
              <input id="index-password" ref={password} class="code" type="password" autocomplete="off" />
            </div>
            <p class="note">They go to the index alone, and are stored nowhere.</p>
            <button type="button" class="bare" onClick={forget}>
              Forget them
            </button>
          </details>
          <div class="press">
            {running ? (
              <button type="button" onClick={actions.cancelFetch}>
                Cancel
              </button>
            ) : (
              <button type="submit" class="accent">
                Fetch
              </button>
            )}
            {running && <FetchProgressBar fetching={fetching} />}
          </div>
        </form>
      )}
      {running && fetching.host && <HostQuestion host={fetching.host} actions={actions} />}
      <div role="alert">
        {fetching.status === "failed" && <ProblemNote problem={fetching.problem} />}
        {fetching.status === "fetched" &&
          fetching.resolution.findings.map((finding) => (
            <ProblemNote key={`${finding.path} ${finding.message}`} problem={problemOf(finding)} />
          ))}
      </div>
      {fetching.status === "fetched" && <FetchedList resolution={fetching.resolution} actions={actions} />}
      <KeptNote status={fetching.status} actions={actions} />
    </section>
  );
}

/** A finding, as a note shows it. */
const problemOf = (finding: Finding): Problem => ({ ...finding, findings: [finding] }) as Problem;

/** Files mostly lie on another host than the index itself. */
function HostQuestion({ host, actions }: { host: string; actions: FetchActions }) {
  const allow = useRef<HTMLButtonElement>(null);
  useEffect(() => allow.current?.focus(), []);
  return (
    <div class="host-question" role="alertdialog" aria-labelledby="host-question">
      <p id="host-question">
        The index links to files on <b>{host}</b>. Fetch them from there?
      </p>
      <div class="press">
        <button ref={allow} type="button" class="accent" onClick={() => actions.allowHost(true)}>
          Allow
        </button>
        <button type="button" onClick={() => actions.allowHost(false)}>
          Refuse
        </button>
      </div>
    </div>
  );
}

function FetchProgressBar({ fetching }: { fetching: Extract<Fetching, { status: "fetching" }> }) {
  const { progress } = fetching;
  const isKnown = progress !== null && progress.total > 0;
  return (
    <div class="progress">
      <label for="fetch-progress">{isKnown ? "Fetching" : "Choosing"}</label>
      <span class="bytes">{isKnown ? `${formatSize(progress.done)} of ${formatSize(progress.total)}` : "…"}</span>
      <progress id="fetch-progress" {...(isKnown && { value: progress.done, max: progress.total })} />
    </div>
  );
}

/** How much the browser keeps, and a button that empties it. `status`: when that changes, it is looked at again. */
function KeptNote({ status, actions }: { status: Fetching["status"]; actions: FetchActions }) {
  const [bytes, setBytes] = useState(0);
  const look = () => void actions.keptBytes().then(setBytes);
  useEffect(look, [status]);
  if (bytes === 0) return null;
  return (
    <p class="note kept">
      The browser keeps {formatSize(bytes)} of what was fetched, so that it works again without a network.{" "}
      <button type="button" class="bare" onClick={() => void actions.emptyKept().then(look)}>
        Empty it
      </button>
    </p>
  );
}
