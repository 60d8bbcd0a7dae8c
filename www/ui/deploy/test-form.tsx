import type { Invocation, LogReading } from "../../deploy/deploy-state";
import { t } from "../../texts/language";
import { rich } from "../../texts/rich";
import { ProblemNote } from "../problem-note";
import type { CardProps } from "./card-props";
import { Copyable } from "./copyable";
import { DetailList } from "./detail-list";
import { FieldGrid } from "./field-grid";
import { PolicyNote } from "./policy-note";
import { SelectField } from "./select-field";
import { TestEventField } from "./test-event-field";

const KEPT = {
  kept: "The event is kept in this browser for the next time.",
  secret: "The event is not kept: there may be a secret in it.",
  full: "The browser does not keep the event.",
};

/** Calls the deployed function with a test event, and reads its log. */
export function TestForm({ deploy, actions }: CardProps) {
  const { invocation, logs, policies, testable, tested } = deploy;
  const chosen = testable.find(({ id }) => id === tested) ?? testable[0];
  const isRunning = invocation?.status === "running";
  const isReading = logs?.status === "reading";
  return (
    <section class="test" aria-labelledby="test-heading">
      <h3 id="test-heading">{chosen ? t("Test {name}", { name: chosen.name }) : t("Test")}</h3>
      {testable.length > 1 && chosen && (
        <FieldGrid>
          <SelectField
            label={t("Function to test")}
            value={chosen.id}
            options={testable.map(({ id, name }) => [id, name] as const)}
            onChange={actions.test}
          />
        </FieldGrid>
      )}
      <TestEventField deploy={deploy} actions={actions} />
      <div class="press">
        <button type="button" disabled={isRunning} onClick={actions.invoke}>
          {isRunning ? t("Running…") : t("Invoke")}
        </button>
        <button type="button" disabled={isReading} onClick={actions.readLogs}>
          {isReading ? t("Reading…") : t("Show the last log lines")}
        </button>
      </div>
      {policies.test && <PolicyNote policy={policies.test} />}
      <div role="status">
        {invocation?.status === "answered" && <Answered invocation={invocation} />}
        {invocation?.status === "failed" && <ProblemNote problem={invocation.problem} />}
      </div>
      <div role="status">{logs && <LogLines logs={logs} />}</div>
    </section>
  );
}

function Answered({ invocation }: { invocation: Extract<Invocation, { status: "answered" }> }) {
  const { outcome, hasFailed, details, payload, log, event } = invocation;
  return (
    <div class={hasFailed ? "receipt refused" : "receipt"}>
      <p>{t(outcome)}</p>
      <DetailList details={details} />
      <Copyable label={t("Answer")} text={payload} />
      {log && <Copyable label={t("Log")} text={log} />}
      <p class="note">{t(KEPT[event])}</p>
    </div>
  );
}

function LogLines({ logs }: { logs: LogReading }) {
  if (logs.status === "reading") return null;
  if (logs.status === "failed") {
    return (
      <>
        <ProblemNote problem={logs.problem} />
        {logs.command && (
          <>
            <p class="note">{t("This reads the log in a shell, with credentials that may:")}</p>
            <Copyable label={t("Log command")} text={logs.command} />
          </>
        )}
      </>
    );
  }
  if (logs.lines.length === 0) {
    return (
      <p class="note">
        {rich(
          "There is nothing in {group} yet: new lines take some seconds, and the function's role must be allowed to write them.",
          { group: <code>{logs.group}</code> },
        )}
      </p>
    );
  }
  const text = logs.lines.map(({ timestamp, message }) => `${new Date(timestamp).toISOString()} ${message.trimEnd()}`);
  return <Copyable label={t("Last log lines")} text={text.join("\n")} />;
}
