/** The effect of any change of the sources, the target or the options on the page. */

import { parseSize } from "../common/size";
import { suggestHandler } from "../common/suggest-handler";
import type { Target } from "../packager/types";
import { type PageState, planOf } from "./page";
import type { Planning } from "./stages";
import { shippingItems, targetOf } from "./target-choice";

/**
 * The state after a change of the sources, the target or the options: a new plan must be made, and there is no package
 * yet.
 */
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
