import type { Problem } from "../common/problem";
import { FindingCode } from "./guide";
import { ErrorIcon } from "./icons";
import { Message, Name } from "./name";

/** An error or a finding, with what the user can do about it. */
export function ProblemNote({ problem }: { problem: Problem }) {
  // There is an explanatory text only for findings.
  const isFinding = "severity" in problem || problem.findings?.some(({ code }) => code === problem.code);
  return (
    <div class="problem">
      <ErrorIcon />
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
