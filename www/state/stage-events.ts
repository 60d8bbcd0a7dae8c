/** Handles the events of planning, pressing, comparing and fetching. */

import { withDropped } from "../common/item-path";
import { suggestHandler } from "../common/suggest-handler";
import type { Plan } from "../packager/types";
import { changed } from "./changed";
import { type FetchEvent, reduceFetching } from "./fetching";
import { existingPackageOf, type PageState } from "./page";
import type { Reducers, StageEvent } from "./page-event";
import { shippingItems, targetOf } from "./target-choice";

/** The reducer of each of these events. */
export const stageEvents: Reducers<StageEvent, PageState> = {
  planned: (state, event) => planned(state, event.plan),
  planProgressed: (state, event) => {
    if (state.planning.status !== "planning") return state;
    return { ...state, planning: { ...state.planning, progress: event.progress } };
  },
  planStopped: (state) => {
    if (state.planning.status !== "planning") return state;
    return { ...state, planning: { status: "stopped", last: state.planning.last } };
  },
  planFailed: (state, event) => ({ ...state, planning: { status: "failed", problem: event.problem } }),
  pressing: (state) => ({ ...state, pressing: { status: "pressing", progress: null, architecture: null } }),
  progressed: (state, event) => {
    if (state.pressing.status !== "pressing") return state;
    return { ...state, pressing: { status: "pressing", progress: event.progress, architecture: event.architecture } };
  },
  pressed: (state, event) => ({ ...state, pressing: { status: "pressed", outcomes: event.outcomes } }),
  pressFailed: (state, event) => ({ ...state, pressing: { status: "failed", problem: event.problem } }),
  cancelled: (state) => ({ ...state, pressing: { status: "idle" } }),
  comparing: (state, event) => ({ ...state, comparing: { status: "comparing", of: event.of, name: event.name } }),
  compared: (state, event) => {
    if (state.comparing.status !== "comparing") return state;
    const { of, name } = state.comparing;
    return { ...state, comparing: { status: "compared", of, name, comparison: event.comparison } };
  },
  compareFailed: (state, event) => ({ ...state, comparing: { status: "failed", problem: event.problem } }),
  fetched: (state, event) => {
    const { items } = event.resolution;
    const fetched: PageState = { ...state, fetching: reduceFetching(state.fetching, event) };
    return items.length === 0 ? fetched : changed({ ...fetched, items: withDropped(state.items, items) });
  },
  fetching,
  fetchProgressed: fetching,
  hostAsked: fetching,
  fetchFailed: fetching,
  fetchCancelled: fetching,
  newer: (state) => ({ ...state, newer: true }),
};

function fetching(state: PageState, event: FetchEvent): PageState {
  return { ...state, fetching: reduceFetching(state.fetching, event) };
}

/**
 * The state after a plan was made. If the plan suggests another handler or target, another plan is made for it. The
 * target that a drop suggests is used only once.
 */
function planned(before: PageState, plan: Plan): PageState {
  const stated =
    before.stated?.items === before.items ? before.stated : { target: plan.suggestedTarget, items: before.items };
  const state = { ...before, stated };
  const { runtime, architecture } = targetOf(state);
  if (runtime !== state.target.runtime || architecture !== state.target.architecture) {
    return replanned(state);
  }
  // In a zip whose files are in an extra folder, a handler is found only by accident.
  const isNested = existingPackageOf(state) !== null && plan.handlers.every((handler) => handler.split(".").length > 2);
  const suggested = isNested ? null : (plan.handlers[0] ?? null);
  const follows = state.target.kind === "function" && state.handler === null;
  if (follows && (suggested ?? suggestHandler(shippingItems(state))) !== (state.target.handler ?? "")) {
    return replanned({ ...state, suggested });
  }
  return { ...state, suggested, planning: { status: "planned", plan } };
}

/** The state when a plan leads to another one. If the user has already started pressing, pressing continues. */
function replanned(state: PageState): PageState {
  const { undo, pressing } = state;
  return { ...changed(state), undo, ...(pressing.status === "pressing" && { pressing }) };
}
