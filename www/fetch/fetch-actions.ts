import { downloadZip } from "client-zip";
import { requestHostPermissions } from "../common/permissions";
import { toProblem } from "../common/problem";
import type { Packager, Resolution, ResolveOptions } from "../packager/types";
import type { Asked } from "../state/fetching";
import type { PageStore } from "../state/page";
import { roledItems } from "../state/target-choice";
import type { FetchActions, FetchRequest } from "./actions";
import { type KeptFiles, openKept } from "./kept";
import { keptFetch } from "./kept-fetch";
import { resolveEach } from "./resolve-each";

/** Fetches wheels from indexes. Nothing is asked before `fetch` is called. */
export function fetchActions(
  store: PageStore,
  packager: Promise<Packager>,
  kept: KeptFiles = openKept(),
): FetchActions {
  const { dispatch } = store;
  let fetching = new AbortController();
  let answer: ((isAllowed: boolean) => void) | undefined;
  /** What the user has allowed on this visit. */
  const allowed = new Set<string>();
  /** One question at a time. */
  let asking: Promise<unknown> = Promise.resolve();

  // Fetching ends in the state by a cancellation, or when everything is removed.
  store.subscribe((state, previous) => {
    if (previous.fetching.status === "fetching" && state.fetching.status === "idle") fetching.abort();
  });

  const ask = (asked: Asked, signal: AbortSignal) =>
    new Promise<boolean>((resolve) => {
      if (signal.aborted) return resolve(false);
      signal.addEventListener("abort", () => resolve(false), { once: true });
      answer = resolve;
      dispatch({ type: "hostAsked", asked });
    });

  const allow = (index: string, question: Asked, signal: AbortSignal): Promise<boolean> => {
    const key = JSON.stringify([index, question]);
    const asked = asking.then(async () => {
      if (allowed.has(key)) return true;
      const isAllowed = await ask(question, signal);
      if (isAllowed) allowed.add(key);
      return isAllowed;
    });
    asking = asked;
    return asked;
  };

  const fetchAll = async (
    { requirements: typed, besides, functions, login, minimumAgeDays }: FetchRequest,
    signal: AbortSignal,
  ) => {
    dispatch({ type: "fetching" });
    const { target, options, overrides, index } = store.state;
    const requirements = [...new Set([...options.requirements, ...typed])];
    if (besides && typed.length > 0) dispatch({ type: "option", change: { requirements } });
    try {
      const how: ResolveOptions = {
        ...(minimumAgeDays > 0 && { minimumAgeDays }),
        ...(index && { defaultIndex: index }),
        ...(login && { logins: [login] }),
        // What the user has named needs no question, as where a lock has addresses of it.
        allowHost: (host, from) => host === hostOf(index) || allow(from, { host, isRedirect: false }, signal),
        allowRedirect: (host, from) => allow(from, { host, isRedirect: true }, signal),
        kept,
        fetch: keptFetch(kept),
        signal,
        onProgress(progress) {
          if (!signal.aborted) dispatch({ type: "fetchProgressed", progress });
        },
      };
      const { extras, groups, layerModules } = options;
      const chosen = { extras, groups, overrides, layerModules, requirements };
      const resolution = functions
        ? await resolveEach(await packager, functions, how)
        : await (await packager).resolve(roledItems(store.state), target, { ...chosen, ...how });
      if (!signal.aborted) dispatch({ type: "fetched", resolution });
    } catch (error) {
      if (!signal.aborted) dispatch({ type: "fetchFailed", problem: toProblem(error) });
    }
  };

  return {
    index: (index) => dispatch({ type: "index", index }),
    fetch(request) {
      // Now or never: browsers ask only while a click is handled.
      void requestHostPermissions([...request.named, store.state.index]);
      fetching.abort();
      fetching = new AbortController();
      void fetchAll(request, fetching.signal);
    },
    cancel: () => dispatch({ type: "fetchCancelled" }),
    fix: (fix) => dispatch({ type: "fix", fix }),
    answer(isAllowed) {
      const { fetching } = store.state;
      const asked = fetching.status === "fetching" ? fetching.asked : null;
      if (isAllowed && asked) void requestHostPermissions([`https://${asked.host}/`]);
      dispatch({ type: "hostAsked", asked: null });
      answer?.(isAllowed);
    },
    saveText: (name, text) => saveFile(new File([text], name)),
    async saveWheels() {
      const { fetching } = store.state;
      if (fetching.status !== "fetched") return null;
      try {
        saveFile(new File([await zipOf(fetching.resolution)], "wheels.zip"));
        return null;
      } catch (error) {
        return toProblem(error);
      }
    },
    keptBytes: () => kept.bytes(),
    emptyKept: () => kept.empty(),
  };
}

const hostOf = (address: string) => (URL.canParse(address) ? new URL(address).host : "");

/** A folder of wheels, as `pip install --no-index --find-links wheels` takes it. Wheels are compressed already. */
const zipOf = ({ items }: Resolution): Promise<Blob> =>
  downloadZip(items.map(({ path, file }) => ({ name: `wheels/${path}`, input: file }))).blob();

function saveFile(file: File): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement("a");
  [link.href, link.download] = [url, file.name];
  link.click();
  // The download reads it later.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
