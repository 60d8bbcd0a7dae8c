import { useMemo, useState } from "preact/hooks";
import type { Finding, Plan } from "../packager/types";
import { findingsOf } from "../state/findings-of";
import { type OwnFile, ownFiles, type ZippedFile, zippedFiles } from "../state/own-files";
import { type PageState, planOf } from "../state/page";
import { t } from "../texts/language";
import type { Actions } from "./actions";
import { Count } from "./count";
import type { EditorProps, LazyScripts, LineProblem } from "./lazy-view";
import { LazyViewLoader } from "./lazy-view-loader";
import { useZippedFiles } from "./use-zipped-files";

interface Props {
  state: PageState;
  parts: LazyScripts;
  actions: EditorProps["actions"] & Pick<Actions, "read" | "leaveOut">;
}

const NONE: never[] = [];

/** The editor of the user's own files. Its script is fetched when it is first opened. */
export function EditorCard({ state, parts, actions }: Props) {
  const [isOpen, setOpen] = useState(false);
  const { edits } = state;
  // A closed card does not process the files, as there may be many.
  const items = isOpen ? state.items : NONE;
  const plan = isOpen ? planOf(state) : null;
  const findings = isOpen ? findingsOf(state) : NONE;
  const { files, hasMore } = useMemo(() => ownFiles(items, plan), [items, plan]);
  const zipped = useMemo(() => zippedFiles(items, plan), [items, plan]);
  const zip = items.find(({ path }) => /\.zip$/i.test(path))?.file;
  const { files: inZip, known } = useZippedFiles(zipped, zip, isOpen, actions.read);
  const all = useMemo(() => [...files, ...inZip].sort((a, b) => (a.path < b.path ? -1 : 1)), [files, inZip]);
  const problems = useMemo(() => problemsOf(findings, plan, zipped), [findings, plan, zipped]);
  const own = useMemo(() => overZip(actions, zipped, inZip), [actions, zipped, inZip]);
  const props = { items, files: all, hasMore, edits, problems, inZip: known, actions: own };
  return (
    <section class="card" aria-labelledby="editor-heading">
      <details open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          <h2 id="editor-heading">
            {t("Editor")} {edits.length > 0 && <Count value={edits.length} />}
            {edits.length > 0 && <span class="visually-hidden"> {t("changed")}</span>}
          </h2>
        </summary>
        {isOpen && <LazyViewLoader load={parts.editor} props={props} />}
      </details>
    </section>
  );
}

/**
 * The actions for files, including those of a zip: a file of the zip that is not edited yet is excluded from the
 * package.
 */
function overZip(actions: Props["actions"], zipped: ZippedFile[], texts: OwnFile[]): EditorProps["actions"] {
  const entryOf = (path: string) => zipped.find((file) => file.path === path)?.entry;
  return {
    ...actions,
    removeFile(path) {
      const entry = entryOf(path);
      if (entry === undefined) actions.removeFile(path);
      else actions.leaveOut({ paths: [entry] });
    },
    renameFile(from, to) {
      const entry = entryOf(from);
      const text = texts.find(({ path }) => path === from)?.file;
      if (entry === undefined || !text) return actions.renameFile(from, to);
      actions.write(to, new File([text], to.slice(to.lastIndexOf("/") + 1)));
      actions.leaveOut({ paths: [entry] });
    },
  };
}

/** The findings about lines, by the paths of items. */
export function problemsOf(
  findings: Finding[],
  plan: Plan | null,
  zipped: ZippedFile[] = [],
): Map<string, LineProblem[]> {
  const ofLines = findings.filter(({ path, line }) => path !== undefined && line !== undefined);
  const paths = new Set(ofLines.map(({ path }) => path));
  const items = new Map<string, string>();
  // Only few of the files that ship have problems.
  if (paths.size > 0) for (const { path, from } of plan?.entries ?? []) if (paths.has(path)) items.set(path, from);
  for (const { path, entry } of zipped) items.set(entry, path);
  const problems = new Map<string, LineProblem[]>();
  for (const { path = "", line = 0, severity, message, hint } of ofLines) {
    const item = items.get(path);
    if (item === undefined) continue;
    const problem = { line, severity, message, ...(hint && { hint }) };
    problems.set(item, [...(problems.get(item) ?? []), problem]);
  }
  return problems;
}
