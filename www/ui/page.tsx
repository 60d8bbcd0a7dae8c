import type { DeployActions } from "../deploy/deploy-actions";
import type { DeployState } from "../deploy/deploy-state";
import type { Plan } from "../packager/types";
import type { ProjectActions } from "../project/project-actions";
import { findingsOf } from "../state/findings-of";
import { type Download, downloadsOf, existingPackageOf, type PageState, planOf } from "../state/page";
import { isProject, lackingRows, type ProjectState, pressedRows } from "../state/project-state";
import { t } from "../texts/language";
import type { Actions } from "./actions";
import { DeployCard } from "./deploy/deploy-card";
import { OpenCard } from "./deploy/open-card";
import { DropZone } from "./drop-zone";
import { EditorCard } from "./editor-card";
import { FindingList } from "./finding-list";
import { type Guide, GuideProvider } from "./guide";
import { Mark } from "./icons";
import { LanguageChoice } from "./language-choice";
import { LibrariesCard } from "./libraries-card";
import { OverrideList } from "./override-list";
import { PackageCard } from "./package-card";
import type { FetchHost, Parts } from "./part";
import { PartView } from "./part-view";
import { PictureCard } from "./picture-card";
import { PrivacyNote } from "./privacy-note";
import { ShipsCard } from "./ships-card";
import { SourceList } from "./source-list";
import { TargetForm } from "./target-form";

interface Props {
  state: PageState;
  actions: Actions;
  guide: Guide;
  parts: Parts;
  fetchHost: FetchHost;
  deploy: DeployState;
  deployActions: DeployActions;
  /** The Content-Security-Policy of the page. */
  policy: string;
  project: ProjectState;
  projectActions: ProjectActions;
}

/** The whole page. */
export function Page(props: Props) {
  const { state, actions, guide, parts, fetchHost, deploy, deployActions, policy } = props;
  const { project, projectActions } = props;
  const isRepository = state.items.length > 0 && isProject(project);
  const downloads = isRepository ? downloadsOfProject(project) : downloadsOf(state);
  const plan = isRepository ? null : planOf(state);
  const lacking = isRepository ? lackingRows(project) : [];
  const { comparing } = state;
  const filled = state.items.length > 0;
  return (
    <GuideProvider guide={guide}>
      <div class={filled ? "page filled" : "page"}>
        <header class="masthead">
          <Mark />
          <h1>wheelpress</h1>
          <p>{t("AWS Lambda deployment packages for Python, pressed in your browser.")}</p>
        </header>
        <div class="newer" role="status">
          {state.newer && (
            <p>
              {t("A newer version of this page is here.")}{" "}
              <button type="button" class="bare" onClick={actions.reload}>
                {t("Open it")}
              </button>{" "}
              {filled && t("What you dropped must be dropped again.")}
            </p>
          )}
        </div>
        <main>
          <div class="inputs">
            <DropZone
              reading={state.reading}
              unreadable={state.unreadable}
              empty={state.empty}
              filled={filled}
              again={state.folders.again}
              canWatch={state.folders.known.length > 0}
              isWatching={state.folders.isWatching}
              actions={actions}
            >
              {filled && (
                <SourceList
                  items={state.items}
                  edits={state.edits}
                  inLayer={state.inLayer}
                  plan={plan}
                  actions={actions}
                />
              )}
            </DropZone>
            {/* It has the same fields as the deploy card. */}
            {downloads.length === 0 && deploy.rows.length === 0 && (
              <OpenCard deploy={deploy} actions={deployActions} guide={guide} parts={parts} />
            )}
            {!isRepository && <TargetForm state={state} actions={actions} />}
            {!isRepository && (
              <OverrideList
                overrides={state.overrides}
                layerModules={state.options.layerModules}
                requirements={state.options.requirements}
                actions={actions}
              />
            )}
            {filled && !isRepository && <LibrariesCard options={state.options} plan={plan} actions={actions} />}
          </div>
          {(filled || deploy.rows.length > 0) && (
            <div class="outcome">
              {filled && (project.project || project.notes.length > 0) && (
                <div class="cards">
                  <PartView
                    load={parts.repository}
                    props={{
                      state: project,
                      actions: projectActions,
                      canDeploy: deploy.session !== null && !deploy.running,
                      isUnlocked: deploy.session !== null || deploy.running,
                      policies: deploy.policies,
                      guide,
                    }}
                  />
                </div>
              )}
              {filled && !isRepository && (
                <ShipsCard
                  plan={plan}
                  findings={findingsOf(state)}
                  planning={state.planning}
                  layers={state.target.layersUnzippedSize ?? 0}
                  leaveOut={state.options.leaveOut}
                  actions={actions}
                />
              )}
              {filled && (isFetchable(state, plan) || lacking.length > 0) && (
                <PartView
                  load={parts.fetch}
                  props={{ state, functions: isRepository ? lacking : null, locked: deploy.locked, ...fetchHost }}
                />
              )}
              {plan && (
                <FindingList
                  findings={findingsOf(state)}
                  existingPackage={existingPackageOf(state)}
                  fixed={state.undo?.fix ?? null}
                  actions={actions}
                />
              )}
              {filled && !isRepository && <PackageCard state={state} actions={actions} />}
              {/* A running deploy stays visible, also when its package is no longer on the page. */}
              {(downloads.length > 0 || deploy.rows.length > 0) && (
                <DeployCard
                  deploy={deploy}
                  actions={deployActions}
                  downloads={downloads}
                  isWatching={state.folders.isWatching}
                  guide={guide}
                  parts={parts}
                />
              )}
              {filled && <EditorCard state={state} parts={parts} actions={actions} />}
              {plan && (
                <>
                  {downloads.length > 0 && <PartView load={parts.compare} props={{ state, actions }} />}
                  <PictureCard state={state} parts={parts} actions={actions} />
                  <div class="cards">
                    <PartView
                      load={parts.contents}
                      props={{
                        plan,
                        findings: findingsOf(state),
                        comparison: comparing.status === "compared" ? comparing.comparison : null,
                        actions,
                      }}
                    />
                  </div>
                </>
              )}
            </div>
          )}
        </main>
        <footer class="colophon">
          <p>
            {t(
              "Everything happens in this page: nothing leaves the browser unless you deploy it, or fetch libraries by their names.",
            )}
          </p>
          <PrivacyNote policy={policy} />
          <LanguageChoice onChoose={actions.language} />
        </footer>
      </div>
    </GuideProvider>
  );
}

/** The packages of a repository, as the deploy card names them. */
function downloadsOfProject(project: ProjectState): Download[] {
  return pressedRows(project).map(({ stated, package: zip }) => {
    return { kind: stated.target.kind, zip, name: `${stated.id}.zip`, url: "" };
  });
}

/** Whether there is something to fetch, or fetching has begun. */
const isFetchable = ({ fetching }: PageState, plan: Plan | null) =>
  fetching.status !== "idle" || (plan?.missing.needs.length ?? 0) > 0;
