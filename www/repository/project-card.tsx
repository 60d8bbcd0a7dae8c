import type { Policies } from "../deploy/deploy-state";
import type { Project, ProjectKind, SkippedResource } from "../packager/types";
import type { ProjectActions } from "../project/project-actions";
import { type ProjectState, pressedRows } from "../state/project-state";
import { plural, t } from "../texts/language";
import { Count } from "../ui/count";
import { formatDuration } from "../ui/format";
import { ProblemNote } from "../ui/problem-note";
import { ProjectFindings } from "./project-findings";
import { ProjectResults } from "./project-results";
import { ProjectTable } from "./project-table";

interface Props {
  state: ProjectState;
  actions: ProjectActions;
  /** Whether there are credentials and no deploy is running. */
  canDeploy: boolean;
  /** Whether there are credentials, or a deploy is running, which may wait for new ones. */
  isUnlocked: boolean;
  policies: Policies;
}

/** Each kind of file that states functions, as a clause. */
const STATEMENTS: Record<ProjectKind, string> = {
  template: "a template of SAM or CloudFormation",
  serverless: "a configuration of the Serverless Framework",
  zappa: "settings of Zappa",
  chalice: "a configuration of Chalice",
  cdk: "what CDK has synthesized",
  terraform: "a configuration of Terraform",
  pulumi: "a program of Pulumi",
  folders: "folders with a handler each",
};

/** The functions and layers that a dropped repository states. */
export function ProjectCard({ state, actions, canDeploy, isUnlocked, policies }: Props) {
  const { project, others, isDismissed, rows, running, took, problem } = state;
  if (!project) return <ProjectFindings state={state} />;
  const name = project.file || t("what was dropped");
  if (isDismissed) {
    return (
      <p class="note">
        {plural(
          rows.length,
          "{count} function or layer is stated by {name}.",
          "{count} functions and layers are stated by {name}.",
          { name },
        )}{" "}
        <button type="button" class="bare" onClick={() => actions.dismiss(false)}>
          {t("Press each of them instead")}
        </button>
      </p>
    );
  }
  const pressed = pressedRows(state).length;
  return (
    <>
      <section class="card project" aria-labelledby="project-heading">
        <h2 id="project-heading">
          {t("Functions of {name}", { name })} <Count value={rows.length} />
        </h2>
        <p class="note">
          {t("Found: {statement}. Each function is pressed on its own.", {
            statement: t(STATEMENTS[project.statement]),
          })}{" "}
          <button type="button" class="bare" onClick={() => actions.dismiss(true)}>
            {t("Press the drop as one package instead")}
          </button>
        </p>
        <div class="project-controls">
          {running ? (
            <>
              <label for="project-progress">{t("Pressing")}</label>
              <progress id="project-progress" value={state.progress} max={1} />
              <button type="button" onClick={actions.cancel}>
                {t("Cancel")}
              </button>
            </>
          ) : (
            <button type="button" class="accent" disabled={rows.length === 0} onClick={actions.press}>
              {pressed > 0 ? t("Press what has changed") : rows.length === 1 ? t("Press it") : t("Press all")}
            </button>
          )}
          <span class="note" role="status">
            {took !== null &&
              t("{pressed} of {length} pressed in {took}", {
                pressed,
                length: rows.length,
                took: formatDuration(took),
              })}
          </span>
        </div>
        {project.statement === "template" && rows.length > 1 && (
          <label class="project-share">
            <input
              type="checkbox"
              checked={state.share}
              disabled={running}
              onChange={({ currentTarget }) => actions.form({ share: currentTarget.checked })}
            />
            {t("Libraries that several functions need go to one shared layer")}
          </label>
        )}
        {problem && <ProblemNote problem={problem} />}
        {rows.length > 0 && <ProjectTable rows={rows} />}
        <Left skipped={project.skipped} />
        <Others others={others} choose={actions.choose} />
      </section>
      {pressed > 0 && !running && (
        <ProjectResults
          state={state}
          actions={actions}
          canDeploy={canDeploy}
          isUnlocked={isUnlocked}
          policies={policies}
        />
      )}
      <ProjectFindings state={state} />
    </>
  );
}

/** The resources that are stated but not pressed. */
function Left({ skipped }: { skipped: SkippedResource[] }) {
  if (skipped.length === 0) return null;
  return (
    <>
      <h3>{t("Left alone")}</h3>
      <ul class="left-alone">
        {skipped.map(({ id, why, line }) => (
          <li key={`${id} ${line}`}>
            <strong>{id}</strong>: {t(why)} <small>{t("line {line}", { line })}</small>
          </li>
        ))}
      </ul>
    </>
  );
}

/** Other files of the drop that also state functions. */
function Others({ others, choose }: { others: Project[]; choose(file: string): void }) {
  if (others.length === 0) return null;
  return (
    <>
      <h3>{t("Other files that state functions")}</h3>
      <ul class="left-alone">
        {others.map(({ file, definitions }) => (
          <li key={file}>
            {file || t("folders with a handler each")}{" "}
            <button type="button" class="bare" onClick={() => choose(file)}>
              {plural(
                definitions.length,
                "Show its {count} function or layer",
                "Show its {count} functions and layers",
              )}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
