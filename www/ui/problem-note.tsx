import type { Problem } from "../common/problem";
import type { Finding } from "../packager/types";
import { FindingCode } from "./guide";
import { ErrorIcon, InfoIcon, WarningIcon } from "./icons";
import { Message, Name } from "./name";

const ICONS = { error: ErrorIcon, warning: WarningIcon, info: InfoIcon };

/** An error or a finding, with what the user can do about it. */
export function ProblemNote({ problem }: { problem: Problem }) {
  // There is an explanatory text only for findings.
  const isFinding = isSevere(problem) || problem.findings?.some(({ code }) => code === problem.code);
  const severity = isSevere(problem) ? problem.severity : "error";
  const Icon = ICONS[severity];
  return (
    <div class={`problem ${severity}`}>
      <Icon />
      <div>
        <p>
          <Message text={problem.message} />{" "}
          {isFinding ? <FindingCode code={problem.code} /> : <code class="finding-code">{problem.code}</code>}
        </p>
        {problem.path && (
          <p class="path">
            <Name text={problem.path} />
          </p>
        )}
        {problem.hint && (
          <p class="hint">
            <Message text={problem.hint} />
          </p>
        )}
      </div>
    </div>
  );
}

function isSevere(problem: Problem): problem is Finding {
  return "severity" in problem;
}
