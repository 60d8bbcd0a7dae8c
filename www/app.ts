import { h, render } from "preact";
import { connectComparing } from "./compare";
import type { DeployHost } from "./deploy/client";
import { connectDeploy } from "./deploy/deploy-controller";
import type { DeployPackage } from "./deploy/deploy-request";
import { takeDropped } from "./drop/folder";
import { type Dropped, readDropped, readPicked } from "./drop/read";
import { ARCHITECTURES } from "./facts";
import { exampleItems } from "./generated/example";
import type { Item, Package, Packager, PackagerOptions, Plan, PlanOptions } from "./packager/types";
import { toProblem } from "./problem";
import {
  type Architecture,
  downloadsOf,
  initial,
  overall,
  type PageStore,
  packageName,
  type Receipt,
  type Refusal,
  reduce,
  type State,
} from "./state";
import { createStore } from "./store";
import type { Actions } from "./ui/actions";
import type { Guide } from "./ui/guide";
import { Page } from "./ui/page";

/** Typing and dropping come in bursts; the plan is worked out once they pause. Milliseconds. */
const PAUSE = 50;

/** Starts the page. Hosts differ in how they make the packager and the worker that signs, and in where the guide is. */
export function start(
  createPackager: (options?: PackagerOptions) => Promise<Packager>,
  guide: Guide,
  deployHost: DeployHost,
): void {
  const root = document.getElementById("page");
  if (!root) throw new Error('the element "page" is missing');
  const store = createStore(initial, reduce);
  const packager = createPackager();
  const planner = keepPlanned(store, packager);
  const actions = connect(store, packager, planner);
  const deploy = connectDeploy(deployHost, {
    packages: () => deployPackages(store.state),
    manifestOf: async (zip) => (await packager).manifest(zip),
  });
  store.subscribe((state, previous) => {
    if (state.pressing === previous.pressing || state.pressing.status === "pressing") return;
    const downloads = downloadsOf(state);
    const names = downloads.map(({ name }) => name);
    deploy.store.dispatch({ type: "packages", names, kind: downloads[0]?.kind ?? "function" });
  });
  store.subscribe((state, previous) => {
    if (state.pressing !== previous.pressing) for (const url of urlsOf(previous)) URL.revokeObjectURL(url);
  });

  let drawing = false;
  const draw = () => {
    drawing = false;
    const deployProps = { deploy: deploy.store.state, deployActions: deploy.actions };
    render(h(Page, { state: store.state, actions, guide, ...deployProps }), root);
  };
  // One drop dispatches hundreds of events in a row; the page is drawn once for all of them.
  const drawSoon = () => {
    if (!drawing) setTimeout(draw);
    drawing = true;
  };
  store.subscribe(drawSoon);
  deploy.store.subscribe(drawSoon);
  root.replaceChildren();
  draw();
}

/** Keeps the plan true to the sources, the target and the options. Returns how to wait for it. */
function keepPlanned(store: PageStore, packager: Promise<Packager>): () => Promise<void> {
  let running = new AbortController();
  let planned = Promise.resolve();

  const plan = async (state: State, signal: AbortSignal) => {
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
    if (signal.aborted) return;
    try {
      const plan: Plan = await (await packager).plan(state.items, state.target, { ...planOptions(state), signal });
      if (!signal.aborted) store.dispatch({ type: "planned", plan });
    } catch (error) {
      if (!signal.aborted) store.dispatch({ type: "planFailed", problem: toProblem(error) });
    }
  };

  store.subscribe((state, previous) => {
    const isSame = (key: "items" | "target" | "options") => state[key] === previous[key];
    if (isSame("items") && isSame("target") && isSame("options")) return;
    running.abort();
    running = new AbortController();
    planned = state.items.length > 0 ? plan(state, running.signal) : Promise.resolve();
  });
  return () => planned;
}

function connect(store: PageStore, packager: Promise<Packager>, planned: () => Promise<void>): Actions {
  const { dispatch } = store;
  let pressing = new AbortController();
  let reading = new AbortController();

  // Whatever ends the pressing in the state, a change of the sources included, ends the work too.
  store.subscribe((state, previous) => {
    if (previous.pressing.status === "pressing" && state.pressing.status !== "pressing") pressing.abort();
  });

  const read = async (list: (signal: AbortSignal) => Promise<Dropped>) => {
    const { signal } = reading;
    dispatch({ type: "reading" });
    try {
      const dropped = await list(signal);
      if (!signal.aborted) dispatch({ type: "read", ...dropped });
    } catch {
      // Only clearing ends a reading early, and it has reset the count already.
    }
  };

  /** Presses for the target or, one after the other, for both architectures of it. */
  const press = async (both: boolean) => {
    pressing.abort();
    pressing = new AbortController();
    const { signal } = pressing;
    dispatch({ type: "pressing" });
    const asked = performance.now();
    // Planning and pressing would read the same items; one after the other, the second finds them read.
    await planned();
    if (signal.aborted) return;
    const { state } = store;
    const architectures = both ? ARCHITECTURES : [state.target.architecture];
    const outcomes: (Receipt | Refusal)[] = [];
    let before = 0;
    let started = asked;
    for (const [at, architecture] of architectures.entries()) {
      let total = 0;
      const target = { ...state.target, architecture };
      try {
        const pressed = await (await packager).pack(state.items, target, {
          ...planOptions(state),
          signal,
          onProgress(progress) {
            if (progress.stage === "press") total = progress.total;
            const all = overall(progress, before, architectures.length - at);
            const named = both ? architecture : null;
            if (!signal.aborted) dispatch({ type: "progressed", progress: all, architecture: named });
          },
        });
        outcomes.push({ architecture, package: pressed, downloads: [], milliseconds: performance.now() - started });
      } catch (error) {
        outcomes.push({ architecture, problem: toProblem(error) });
      }
      if (signal.aborted) return;
      before += total;
      started = performance.now();
    }
    const [only] = outcomes;
    if (!both && only && "problem" in only) return dispatch({ type: "pressFailed", problem: only.problem });
    for (const outcome of outcomes) {
      if ("package" in outcome)
        outcome.downloads = offer(outcome.package, state, both ? outcome.architecture : undefined);
    }
    dispatch({ type: "pressed", outcomes });
  };

  return {
    drop(transfer) {
      const taken = takeDropped(transfer);
      const onCount = (files: number) => dispatch({ type: "counted", files });
      if (taken.length > 0) void read((signal) => readDropped(taken, { onCount, signal }));
    },
    pick(files) {
      const dropped = readPicked(files);
      void read(async () => dropped);
    },
    remove: (name) => dispatch({ type: "removed", name }),
    clear() {
      reading.abort();
      reading = new AbortController();
      dispatch({ type: "cleared" });
    },
    example() {
      dispatch({ type: "example", items: exampleItems.map(decode) });
      void press(false);
    },
    target: (change) => dispatch({ type: "target", change }),
    handler: (handler) => dispatch({ type: "handler", handler }),
    layers: (layers) => dispatch({ type: "layers", layers }),
    option: (change) => dispatch({ type: "option", change }),
    compression: (compression) => dispatch({ type: "compression", compression }),
    allowErrors: (allowErrors) => dispatch({ type: "allowErrors", allowErrors }),
    press: () => void press(false),
    pressBoth: () => void press(true),
    cancel: () => dispatch({ type: "cancelled" }),
    ...connectComparing(store, packager),
  };
}

function decode({ path, base64 }: { path: string; base64: string }): Item {
  const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  return { path, file: new File([bytes], path.slice(path.lastIndexOf("/") + 1)) };
}

function planOptions({ options, compression, allowErrors }: State): PlanOptions {
  return { ...options, compression, allowErrors };
}

/** The zips of a package, ready to download. */
function offer(pressed: Package, { target }: State, architecture?: Architecture): Receipt["downloads"] {
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

/** The pressed packages, with what they were pressed for. */
function deployPackages({ pressing, target }: State): DeployPackage[] {
  if (pressing.status !== "pressed") return [];
  const { runtime, handler } = target;
  return pressing.outcomes.flatMap((outcome) => {
    if (!("downloads" in outcome)) return [];
    const { architecture } = outcome;
    return outcome.downloads.map(({ kind, name, zip: { zip: blob, codeSha256, unzippedSize } }) => {
      const zip = { kind, name, blob, codeSha256, unzippedSize };
      return { ...zip, runtime, architecture, ...(handler && { handler }) };
    });
  });
}

function urlsOf({ pressing }: State): string[] {
  if (pressing.status !== "pressed") return [];
  return pressing.outcomes.flatMap((one) => ("downloads" in one ? one.downloads.map(({ url }) => url) : []));
}
