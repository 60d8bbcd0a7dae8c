import { ARCHITECTURES } from "../common/facts";
import { toProblem } from "../common/problem";
import type { Package, Packager } from "../packager/types";
import { countErrors, findingsOf } from "../state/findings-of";
import type { Architecture, Download, PageState, PageStore, PressedOutcome, RefusedOutcome } from "../state/page";
import { overallProgress, packageName } from "../state/pressing";
import { roledItems } from "../state/target-choice";
import type { Actions } from "../ui/actions";
import { planOptions } from "./planning";

/** Presses packages. `planned` waits for the current plan. */
export function pressActions(
  store: PageStore,
  packager: Promise<Packager>,
  planned: () => Promise<void>,
): Pick<Actions, "press" | "pressBoth" | "bestSize" | "cancel"> {
  let pressing = new AbortController();

  // When pressing ends in the state, by a cancellation or a change of the sources, the work is cancelled too.
  store.subscribe((state, previous) => {
    if (previous.pressing.status === "pressing" && state.pressing.status !== "pressing") pressing.abort();
  });

  const press = (isForBoth: boolean) => {
    pressing.abort();
    pressing = new AbortController();
    void pressAll(store, packager, planned, isForBoth, pressing.signal);
  };

  store.subscribe((state, previous) => {
    const keys = ["planning", "pressesItself", "compression"] as const;
    if (keys.some((key) => state[key] !== previous[key]) && mayPressItself(state)) press(false);
  });

  return {
    press: () => press(false),
    pressBoth: () => press(true),
    async bestSize(architecture, signal) {
      const { state } = store;
      const options = { ...planOptions(state), compression: "best" as const, allowErrors: true, signal };
      try {
        const pressed = await (await packager).pack(roledItems(state), { ...state.target, architecture }, options);
        return pressed.size + (pressed.layer?.size ?? 0);
      } catch (error) {
        return signal.aborted ? null : toProblem(error);
      }
    },
    cancel: () => store.dispatch({ type: "cancelled" }),
  };
}

/** Whether the plan has no errors, is to be pressed automatically, and has not been pressed yet. */
function mayPressItself(state: PageState): boolean {
  const { planning, pressing, pressesItself } = state;
  const isReady = planning.status === "planned" && countErrors(findingsOf(state)) === 0;
  return pressesItself && isReady && pressing.status === "idle";
}

/** Presses for the target or, one after the other, for both architectures. */
async function pressAll(
  store: PageStore,
  packager: Promise<Packager>,
  planned: () => Promise<void>,
  isForBoth: boolean,
  signal: AbortSignal,
): Promise<void> {
  const { dispatch } = store;
  dispatch({ type: "pressing" });
  let start = performance.now();
  // Planning and pressing read the same items. Pressing can use what planning has read if it waits for the plan.
  await planned();
  if (signal.aborted) return;
  const { state } = store;
  const architectures = isForBoth ? ARCHITECTURES : [state.target.architecture];
  const outcomes: (PressedOutcome | RefusedOutcome)[] = [];
  let bytesBefore = 0;
  for (const [index, architecture] of architectures.entries()) {
    let total = 0;
    const target = { ...state.target, architecture };
    try {
      const pressed = await (await packager).pack(roledItems(state), target, {
        ...planOptions(state),
        signal,
        onProgress(progress) {
          if (progress.stage === "press") total = progress.total;
          const overall = overallProgress(progress, bytesBefore, architectures.length - index);
          const shown = isForBoth ? architecture : null;
          if (!signal.aborted) dispatch({ type: "progressed", progress: overall, architecture: shown });
        },
      });
      outcomes.push({ architecture, package: pressed, downloads: [], milliseconds: performance.now() - start });
    } catch (error) {
      outcomes.push({ architecture, problem: toProblem(error) });
    }
    if (signal.aborted) return;
    bytesBefore += total;
    start = performance.now();
  }
  const [only] = outcomes;
  if (!isForBoth && only && "problem" in only) return dispatch({ type: "pressFailed", problem: only.problem });
  for (const outcome of outcomes) {
    if (!("package" in outcome)) continue;
    outcome.downloads = createDownloads(outcome.package, state, isForBoth ? outcome.architecture : undefined);
  }
  dispatch({ type: "pressed", outcomes });
}

/** The zips of a package, with the blob URLs to download them. */
function createDownloads(pressed: Package, { target }: PageState, architecture?: Architecture): Download[] {
  const zips = [
    { kind: target.kind, zip: pressed },
    ...(pressed.layer ? [{ kind: "layer" as const, zip: pressed.layer }] : []),
  ];
  return zips.map(({ kind, zip }) => ({
    kind,
    zip,
    name: packageName(kind, architecture),
    url: URL.createObjectURL(zip.zip),
  }));
}

/** Frees the blob URLs of packages that are no longer on the page. */
export function revokeOldDownloads(store: PageStore): void {
  store.subscribe((state, previous) => {
    if (state.pressing === previous.pressing || previous.pressing.status !== "pressed") return;
    for (const outcome of previous.pressing.outcomes) {
      if ("downloads" in outcome) for (const { url } of outcome.downloads) URL.revokeObjectURL(url);
    }
  });
}
