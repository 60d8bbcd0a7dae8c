import type { Policies } from "../deploy/deploy-state";
import type { ProjectActions } from "../project/project-actions";
import { type ProjectState, templateOf } from "../state/project-state";
import { t } from "../texts/language";
import { PolicyNote } from "../ui/deploy/policy-note";
import { DownloadIcon } from "../ui/icons";

interface Props {
  state: ProjectState;
  actions: ProjectActions;
  /** Whether there are credentials and no deploy is running. */
  canDeploy: boolean;
  /** Whether there are credentials, or a deploy is running, which may wait for new ones. */
  isUnlocked: boolean;
  policies: Policies;
}

/** The results of a pressed repository, for download and deploy. */
export function ProjectResults({ state, actions, canDeploy, isUnlocked, policies }: Props) {
  const { bucket, prefix, names, project, remaining } = state;
  const absent = state.rows.filter((row) => row.package === null).map(({ definition }) => `"${definition.id}"`);
  // The template names every function, and AWS refuses one whose code is not there.
  const isIncomplete = absent.length > 0 && templateOf(project) !== undefined;
  return (
    <section class="card project-results" aria-labelledby="project-results-heading">
      <h2 id="project-results-heading">{t("Build")}</h2>
      <p class="note">
        {project?.statement === "template"
          ? t("A folder as sam build leaves it: unzip it beside the template, then run sam deploy.")
          : t("A folder for each function.")}
      </p>
      <button type="button" class="accent" disabled={isIncomplete} onClick={actions.downloadBuild}>
        <DownloadIcon />
        {t("Download build.zip")}
      </button>
      {absent.length > 0 && (
        <p class="note">
          {isIncomplete
            ? t("Not pressed: {names}. The template cannot be deployed without them.", { names: absent.join(", ") })
            : t("Not pressed, and not in it: {names}.", { names: absent.join(", ") })}
        </p>
      )}
      <div class="deploy-grid">
        <Field label={t("Bucket")} value={bucket} onInput={(bucket) => actions.form({ bucket })} />
        <Field label={t("Prefix of keys")} value={prefix} onInput={(prefix) => actions.form({ prefix })} />
      </div>
      <p class="note">{t("The key of a package is its SHA-256: what has not changed keeps its key.")}</p>
      <div class="project-controls">
        {templateOf(project) && (
          <button type="button" disabled={bucket === "" || isIncomplete} onClick={actions.downloadTemplate}>
            <DownloadIcon />
            {t("Download the packaged template")}
          </button>
        )}
        <Deploys canDeploy={canDeploy && bucket !== "" && !isIncomplete} onClick={actions.upload}>
          {t("Upload all")}
        </Deploys>
      </div>
      {remaining && remaining.length > 0 && (
        <p class="note" role="status">
          {t(
            "The packaged template still names local files: {paths}. Put it beside the original, then run sam deploy: it uploads them.",
            { paths: remaining.map((path) => `"${path}"`).join(", ") },
          )}
        </p>
      )}
      {policies["upload-all"] && <PolicyNote policy={policies["upload-all"]} />}
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
        <Deploys canDeploy={canDeploy} onClick={actions.update}>
          {t("Update the functions")}
        </Deploys>
        {!canDeploy && (
          <span class="note">
            {isUnlocked
              ? t("A deploy is running: wait until it has ended.")
              : t("Uploading and updating need credentials: unlock them below.")}
          </span>
        )}
      </div>
      {policies["update-all"] && <PolicyNote policy={policies["update-all"]} />}
    </section>
  );
}

/**
 * A button that starts a deploy. While a deploy runs it keeps the focus, so that keyboard users do not lose their
 * place.
 */
function Deploys({ canDeploy, onClick, children }: { canDeploy: boolean; onClick(): void; children: string }) {
  return (
    <button type="button" aria-disabled={!canDeploy} onClick={() => canDeploy && onClick()}>
      {children}
    </button>
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
