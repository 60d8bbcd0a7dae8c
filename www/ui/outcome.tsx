import type { Plan } from "../packager/types";
import { findingsOf } from "../state/findings-of";
import { existingPackageOf } from "../state/page";
import { lackingRows } from "../state/project-state";
import { DeployCard } from "./deploy/deploy-card";
import { EditorCard } from "./editor-card";
import { FindingList } from "./finding-list";
import { LazyViewLoader } from "./lazy-view-loader";
import { PackageCard } from "./package-card";
import type { PageView } from "./page-view";
import { PlanSummaryCard } from "./plan-summary-card";
import { TreemapCard } from "./treemap-card";

/** The results: what ships, its findings, the package, its deploys, and its contents. */
export function Outcome({ view }: { view: PageView }) {
  const { state, actions, guide, parts, deploy, deployActions, filled, isRepository, downloads, plan } = view;
  return (
    <div class="outcome">
      {filled && <Repository view={view} />}
      {filled && !isRepository && (
        <PlanSummaryCard
          plan={plan}
          findings={findingsOf(state)}
          planning={state.planning}
          layers={state.target.layersUnzippedSize ?? 0}
          leaveOut={state.options.leaveOut}
          actions={actions}
        />
      )}
      {filled && <Fetching view={view} />}
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
      {plan && <Inside view={view} plan={plan} />}
    </div>
  );
}

/** The functions that a dropped repository states, or the notes why it states none. */
function Repository({ view }: { view: PageView }) {
  const { parts, guide, deploy, project, projectActions } = view;
  if (!project.project && project.notes.length === 0) return null;
  const isUnlocked = deploy.session !== null;
  return (
    <div class="cards">
      <LazyViewLoader
        load={parts.repository}
        props={{
          state: project,
          actions: projectActions,
          canDeploy: isUnlocked && !deploy.running,
          isUnlocked: isUnlocked || deploy.running,
          policies: deploy.policies,
          guide,
        }}
      />
    </div>
  );
}

/** The card that fetches libraries, if there is something to fetch or fetching has begun. */
function Fetching({ view }: { view: PageView }) {
  const { state, parts, fetchHost, deploy, project, isRepository, plan } = view;
  const lacking = isRepository ? lackingRows(project) : [];
  const isFetchable = state.fetching.status !== "idle" || (plan?.missing.needs.length ?? 0) > 0;
  if (!isFetchable && lacking.length === 0) return null;
  const functions = isRepository ? lacking : null;
  return <LazyViewLoader load={parts.fetch} props={{ state, functions, locked: deploy.locked, ...fetchHost }} />;
}

/** The contents of the package: compared with an older one, as a picture, and by name. */
function Inside({ view, plan }: { view: PageView; plan: Plan }) {
  const { state, actions, parts, downloads } = view;
  const { comparing } = state;
  const comparison = comparing.status === "compared" ? comparing.comparison : null;
  return (
    <>
      {downloads.length > 0 && <LazyViewLoader load={parts.compare} props={{ state, actions }} />}
      <TreemapCard state={state} parts={parts} actions={actions} />
      <div class="cards">
        <LazyViewLoader load={parts.contents} props={{ plan, findings: findingsOf(state), comparison, actions }} />
      </div>
    </>
  );
}
