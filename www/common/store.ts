/** Called after each change of the state. */
export type Listener<State> = (state: State, previous: State) => void;

/** A state that only events change. */
export interface Store<State, Event> {
  readonly state: State;
  /** Changes the state, and calls the listeners if the new state is another object. */
  dispatch(event: Event): void;
  /** Calls `listener` after each change, for as long as the store exists. */
  subscribe(listener: Listener<State>): void;
}

/** Creates a store. `reduce` returns the same object if an event changes nothing. */
export function createStore<State, Event>(
  initial: State,
  reduce: (state: State, event: Event) => State,
): Store<State, Event> {
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
