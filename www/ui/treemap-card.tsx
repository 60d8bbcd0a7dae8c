import { useState } from "preact/hooks";
import { downloadsOf, type PageState, planOf } from "../state/page";
import { t } from "../texts/language";
import type { Actions } from "./actions";
import type { LazyScripts } from "./lazy-view";
import { LazyViewLoader } from "./lazy-view-loader";

interface Props {
  state: PageState;
  parts: LazyScripts;
  actions: Pick<Actions, "leaveOut" | "putBack">;
}

/** The picture of the package. Its script is fetched when it is first opened. */
export function TreemapCard({ state, parts, actions }: Props) {
  const [isOpen, setOpen] = useState(false);
  const plan = planOf(state);
  if (!plan || plan.entries.length === 0) return null;
  // If there are several packages, the picture shows the one of the target.
  const pressed = downloadsOf(state).find(({ kind }) => kind === state.target.kind)?.zip ?? null;
  const { leaveOut } = state.options;
  return (
    <section class="card" aria-labelledby="picture-heading">
      <details open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          <h2 id="picture-heading">{t("Picture")}</h2>
        </summary>
        {isOpen && (
          <LazyViewLoader
            load={parts.treemap}
            props={{ plan, layers: state.target.layersUnzippedSize ?? 0, pressed, leaveOut, actions }}
          />
        )}
      </details>
    </section>
  );
}
