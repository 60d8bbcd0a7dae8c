import { choiceEvents } from "./choice-events";
import { withLost } from "./lost-edits";
import type { PageState } from "./page";
import type { PageEvent, Reducers } from "./page-event";
import { sourceEvents } from "./source-events";
import { stageEvents } from "./stage-events";

const reducers: Reducers<PageEvent, PageState> = { ...sourceEvents, ...choiceEvents, ...stageEvents };

/** The state after an event. */
export function reducePage(state: PageState, event: PageEvent): PageState {
  // The compiler does not know that the reducer found by the event's type accepts this event.
  const reduce = reducers[event.type] as (state: PageState, event: PageEvent) => PageState;
  const next = withLost(reduce(state, event), state, event);
  // A comparison is only valid for the package that was pressed last.
  return next.pressing === state.pressing ? next : { ...next, comparing: { status: "none" } };
}
