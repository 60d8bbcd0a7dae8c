import { OpenCard } from "./deploy/open-card";
import { DropZone } from "./drop-zone";
import { LibrariesCard } from "./libraries-card";
import { OverrideList } from "./override-list";
import type { PageView } from "./page-view";
import { SourceList } from "./source-list";
import { TargetForm } from "./target-form";

/** The inputs: what was dropped, the target and the options. */
export function Inputs({ view }: { view: PageView }) {
  const { state, actions, guide, parts, deploy, deployActions, filled, isRepository, downloads, plan } = view;
  return (
    <div class="inputs">
      <DropZone
        reading={state.reading}
        unreadable={state.unreadable}
        empty={state.empty}
        filled={filled}
        again={state.folders.again}
        canWatch={state.folders.known.length > 0}
        isWatching={state.folders.isWatching}
        partial={state.folders.partial}
        lost={state.lost}
        actions={actions}
      >
        {filled && (
          <SourceList items={state.items} edits={state.edits} inLayer={state.inLayer} plan={plan} actions={actions} />
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
  );
}
