import type { ProjectActions } from "../project/project-actions";
import { type ProjectState, templateOf } from "../state/project-state";
import { t } from "../texts/language";
import { DownloadIcon } from "../ui/icons";

interface Props {
  state: ProjectState;
  actions: ProjectActions;
  /** There are credentials, and no deploy is running. */
  canDeploy: boolean;
}

/** What can be downloaded of a pressed repository. */
export function ProjectResults({ state, actions, canDeploy }: Props) {
  const { bucket, prefix, names, project } = state;
  return (
    <section class="card project-results" aria-labelledby="project-results-heading">
      <h2 id="project-results-heading">{t("Build")}</h2>
      <p class="note">
        {project?.statement === "template"
          ? t("A folder as sam build leaves it: unzip it beside the template, then run sam deploy.")
          : t("A folder for each function.")}
      </p>
      <button type="button" class="accent" onClick={actions.downloadBuild}>
        <DownloadIcon />
        {t("Download build.zip")}
      </button>
      <div class="deploy-grid">
        <Field label={t("Bucket")} value={bucket} onInput={(bucket) => actions.form({ bucket })} />
        <Field label={t("Prefix of keys")} value={prefix} onInput={(prefix) => actions.form({ prefix })} />
      </div>
      <p class="note">{t("The key of a package is its SHA-256: what has not changed keeps its key.")}</p>
      <div class="project-controls">
        {templateOf(project) && (
          <button type="button" disabled={bucket === ""} onClick={actions.downloadTemplate}>
            <DownloadIcon />
            {t("Download the packaged template")}
          </button>
        )}
        <button type="button" disabled={bucket === "" || !canDeploy} onClick={actions.upload}>
          {t("Upload all")}
        </button>
      </div>
      <div class="field">
        <label for="project-names">{t("Functions in AWS")}</label>
        <textarea
          id="project-names"
          class="code"
          rows={Math.min(10, Math.max(2, names.split("\n").length))}
          value={names}
          spellcheck={false}
          onInput={({ currentTarget }) => actions.form({ names: currentTarget.value })}
        />
      </div>
      <div class="project-controls">
        <button type="button" disabled={!canDeploy} onClick={actions.update}>
          {t("Update the functions")}
        </button>
        {!canDeploy && <span class="note">{t("Uploading and updating need credentials: unlock them below.")}</span>}
      </div>
    </section>
  );
}

function Field({ label, value, onInput }: { label: string; value: string; onInput(value: string): void }) {
  const id = `project-${label.split(" ")[0]?.toLowerCase()}`;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        class="code"
        type="text"
        value={value}
        autocomplete="off"
        spellcheck={false}
        onInput={({ currentTarget }) => onInput(currentTarget.value.trim())}
      />
    </div>
  );
}
