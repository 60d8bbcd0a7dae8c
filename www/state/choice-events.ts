/** Handles the events of the user's choices. */

import { changed } from "./changed";
import { applyFix } from "./fix";
import { putBack, withMore } from "./leave-out";
import { type PageState, planOf } from "./page";
import type { ChoiceEvent, Reducers } from "./page-event";
import type { Pressing } from "./stages";
import { withLayer, withTarget } from "./target-choice";

/** The reducer of each of these events. */
export const choiceEvents: Reducers<ChoiceEvent, PageState> = {
  target: (state, event) => changed(withTarget(state, event.change)),
  handler: (state, event) => changed({ ...state, handler: event.handler }),
  layers: (state, event) => changed({ ...state, layers: event.layers }),
  option: (state, event) => changed({ ...state, options: { ...state.options, ...event.change } }),
  inLayer: (state, event) => changed(withLayer(state, event.name, event.isIn)),
  required: (state, event) => {
    const { [event.name]: _, ...overrides } = state.overrides;
    return changed({ ...state, overrides });
  },
  leaveOut: (state, event) => {
    const layer = new Set(planOf(state)?.entries.flatMap(({ path, layer }) => (layer ? [path] : [])));
    // A folder is in the layer if its files are.
    const inLayer = (path: string) => layer.has(path) || [...layer].some((file) => file.startsWith(`${path}/`));
    const isLayer = (path: string) => state.target.kind === "layer" || (layer.size > 0 && inLayer(path));
    const leaveOut = withMore(state.options.leaveOut, event.names, isLayer);
    return changed({ ...state, options: { ...state.options, leaveOut } });
  },
  putBack: (state, event) => {
    const leaveOut = putBack(state.options.leaveOut, event.names);
    return changed({ ...state, options: { ...state.options, leaveOut } });
  },
  compression: (state, event) => ({ ...state, compression: event.compression, pressing: { status: "idle" } }),
  allowErrors: (state, event) => ({
    ...state,
    allowErrors: event.allowErrors,
    pressing: withoutPackage(state.pressing),
  }),
  pressesItself: (state, event) => ({ ...state, pressesItself: event.pressesItself }),
  language: (state, event) => ({ ...state, language: event.language }),
  index: (state, event) => ({ ...state, index: event.index }),
  fix: (state, event) => {
    const { items, edits, target, handler, overrides, options, chosen, byHand } = state;
    const fixed = applyFix({ items, edits, target, handler, overrides, options }, event.fix, event.file);
    const { runtime, architecture } = fixed.target;
    const change = event.fix.kind === "target" ? { runtime, architecture } : {};
    const undo = { fix: event.fix, before: { items, edits, target, handler, overrides, options, chosen, byHand } };
    if (event.fix.kind === "copy") return { ...state, undo };
    return { ...changed(withTarget({ ...state, ...fixed }, change)), undo };
  },
  undo: (state) => (state.undo ? changed({ ...state, ...state.undo.before }) : state),
};

/**
 * The state of pressing without a package. A failure stays, because its findings are the reason why the user is asked
 * whether to allow errors.
 */
function withoutPackage(pressing: Pressing): Pressing {
  return pressing.status === "failed" ? pressing : { status: "idle" };
}
