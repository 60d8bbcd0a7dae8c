import { useMemo, useState } from "preact/hooks";
import { findingsOf } from "../findings-of";
import { ownFiles } from "../own-files";
import type { Finding, Plan } from "../packager/types";
import { type PageState, planOf } from "../state";
import type { Actions } from "./actions";
import { Count } from "./count";
import type { EditorProps, LineProblem, Parts } from "./part";
import { PartView } from "./part-view";

interface Props {
  state: PageState;
  parts: Parts;
  actions: EditorProps["actions"] & Pick<Actions, "write">;
}

/** The editor of the user's own files. Its script is fetched when it is first opened. */
export function EditorCard({ state, parts, actions }: Props) {
  const [isOpen, setOpen] = useState(false);
  const { items, edits } = state;
  const plan = planOf(state);
  const findings = findingsOf(state);
  const { files, hasMore } = useMemo(() => ownFiles(items, plan), [items, plan]);
  const problems = useMemo(() => problemsOf(findings, plan), [findings, plan]);
  return (
    <section class="card" aria-labelledby="editor-heading">
      <details open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          <h2 id="editor-heading">
            Editor {edits.length > 0 && <Count value={edits.length} />}
            {edits.length > 0 && <span class="visually-hidden"> changed</span>}
          </h2>
        </summary>
        {isOpen && <PartView load={parts.editor} props={{ items, files, hasMore, edits, problems, actions }} />}
      </details>
    </section>
  );
}

/** What was found about lines, by the paths of items. */
export function problemsOf(findings: Finding[], plan: Plan | null): Map<string, LineProblem[]> {
  const items = new Map(plan?.entries.map(({ path, from }) => [path, from]));
  const problems = new Map<string, LineProblem[]>();
  for (const { path, line, severity, message, hint } of findings) {
    const item = path === undefined ? undefined : items.get(path);
    if (item === undefined || line === undefined) continue;
    const problem = { line, severity, message, ...(hint && { hint }) };
    problems.set(item, [...(problems.get(item) ?? []), problem]);
  }
  return problems;
}
