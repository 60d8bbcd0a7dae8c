/** What any change of the sources, the target or the options makes of the page. */

import { parseSize } from "../common/size";
import { suggestHandler } from "../common/suggest-handler";
import type { Target } from "../packager/types";
import { type PageState, planOf } from "./page";
import type { Planning } from "./stages";
import { shippingItems, targetOf } from "./target-choice";

/** The sources, the target or the options have changed: there is another plan to make, and no package for it yet. */
export function changed(state: PageState): PageState {
  const handler = state.handler ?? state.suggested ?? suggestHandler(shippingItems(state));
  const { kind } = state.target;
  const { runtime, architecture } = targetOf(state);
  const target: Target = { kind, runtime, architecture };
  if (kind === "function") {
    const layersUnzippedSize = parseSize(state.layers);
    if (handler !== "") target.handler = handler;
    if (layersUnzippedSize) target.layersUnzippedSize = layersUnzippedSize;
  }
  const planning: Planning =
    state.items.length === 0 ? { status: "none" } : { status: "planning", last: planOf(state), progress: null };
  return { ...state, target, planning, pressing: { status: "idle" }, undo: null };
}
