import { nextTask } from "../common/next-task";
import { toProblem } from "../common/problem";
import type { Packager, Plan, PlanOptions, PlanProgress } from "../packager/types";
import type { PageState, PageStore } from "../state/page";
import { roledItems } from "../state/target-choice";

/** Minimum milliseconds between two progress reports. */
const SEEN = 100;

/**
 * Makes a plan whenever the sources, the target or the options have changed. Returns a function that waits for the
 * latest plan. `isProject`: whether the sources are a repository; its functions are planned one by one instead.
 * `readSettings`: reads the settings that the sources contain. `prepare`: called with the plan before the plan is
 * shown; fetches what shows it.
 */
export function keepPlanned(
  store: PageStore,
  packager: Promise<Packager>,
  isProject: (state: PageState) => Promise<boolean>,
  readSettings: (state: PageState) => Promise<void>,
  prepare: (plan: Plan) => Promise<unknown>,
): () => Promise<void> {
  let running = new AbortController();
  let planned = Promise.resolve();

  const plan = async (state: PageState, signal: AbortSignal) => {
    // A drop changes the state many times in one task; only the last of these states is planned.
    await nextTask();
    if (signal.aborted) return;
    try {
      await readSettings(state);
      if (signal.aborted || (await isProject(state)) || signal.aborted) return;
      const plan: Plan = await (await packager).plan(roledItems(state), state.target, {
        ...planOptions(state),
        signal,
        onProgress: seldom((progress) => {
          if (!signal.aborted) store.dispatch({ type: "planProgressed", progress });
        }),
      });
      await prepare(plan);
      if (!signal.aborted) store.dispatch({ type: "planned", plan });
    } catch (error) {
      if (!signal.aborted) store.dispatch({ type: "planFailed", problem: toProblem(error) });
    }
  };

  store.subscribe((state, previous) => {
    if (state.planning.status === "stopped" && previous.planning.status !== "stopped") return running.abort();
    const isSame = (key: "items" | "inLayer" | "target" | "options" | "overrides") => state[key] === previous[key];
    if (isSame("items") && isSame("inLayer") && isSame("target") && isSame("options") && isSame("overrides")) return;
    running.abort();
    running = new AbortController();
    planned = state.items.length > 0 ? plan(state, running.signal) : Promise.resolve();
  });
  // A plan may start another one.
  return async () => {
    for (let last: Promise<void> | undefined; last !== planned; ) {
      last = planned;
      await last;
    }
  };
}

/**
 * Limits calls of `tell` to one every `SEEN` milliseconds. The latest progress is always reported; the first report
 * comes only after `SEEN` milliseconds.
 */
function seldom(tell: (progress: PlanProgress) => void): (progress: PlanProgress) => void {
  let next = performance.now() + SEEN;
  let latest: PlanProgress | null = null;
  const flush = () => {
    if (latest) tell(latest);
    latest = null;
  };
  return (progress) => {
    const now = performance.now();
    if (now >= next) {
      next = now + SEEN;
      latest = null;
      tell(progress);
      return;
    }
    if (!latest) setTimeout(flush, next - now);
    latest = progress;
  };
}

/** The options of the page, as the packager takes them. */
export function planOptions({ options, overrides, compression, allowErrors }: PageState): PlanOptions {
  return { ...options, overrides, compression, allowErrors };
}
