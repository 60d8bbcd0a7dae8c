import type { Event as PageEvent, State as PageState } from "./state";

export type Listener<State> = (state: State, previous: State) => void;

export interface StoreOf<State, Event> {
  readonly state: State;
  dispatch(event: Event): void;
  subscribe(listener: Listener<State>): void;
}

/** The page's own. */
export type Store = StoreOf<PageState, PageEvent>;

export function createStore<State, Event>(
  initial: State,
  reduce: (state: State, event: Event) => State,
): StoreOf<State, Event> {
  let state = initial;
  const listeners: Listener<State>[] = [];
  return {
    get state() {
      return state;
    },
    dispatch(event) {
      const previous = state;
      state = reduce(previous, event);
      if (state === previous) return;
      const now = state;
      for (const listener of listeners) listener(now, previous);
    },
    subscribe(listener) {
      listeners.push(listener);
    },
  };
}
