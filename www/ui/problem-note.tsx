import type { Problem } from "../problem";
import { FindingCode } from "./guide";
import { ErrorIcon } from "./icons";

export function ProblemNote({ problem }: { problem: Problem }) {
  // What is no finding has no text about it.
  const isFinding = "severity" in problem || problem.findings?.some(({ code }) => code === problem.code);
  return (
    <div class="problem">
      <ErrorIcon />
      <div>
        <p>
          {problem.message}{" "}
          {isFinding ? <FindingCode code={problem.code} /> : <code class="finding-code">{problem.code}</code>}
        </p>
        {problem.path && <p class="path">{problem.path}</p>}
        {problem.hint && <p class="hint">{problem.hint}</p>}
      </div>
    </div>
  );
}
