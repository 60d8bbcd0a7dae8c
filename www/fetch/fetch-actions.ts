import { downloadZip } from "client-zip";
import { requestHostPermissions } from "../common/permissions";
import { toProblem } from "../common/problem";
import type { Packager, Resolution, ResolveOptions } from "../packager/types";
import type { PageStore } from "../state/page";
import { roledItems } from "../state/target-choice";
import type { FetchActions, FetchRequest } from "./actions";
import { cachedFetch } from "./cached-fetch";
import { type BrowserCache, openFetchCache } from "./fetch-cache";
import { HostQuestions } from "./host-questions";
import { resolveEach } from "./resolve-each";

/** Fetches wheels from indexes. No request is sent before `fetch` is called. */
export function fetchActions(
  store: PageStore,
  packager: Promise<Packager>,
  cache: BrowserCache = openFetchCache(),
): FetchActions {
  const { dispatch } = store;
  let fetching = new AbortController();
  const questions = new HostQuestions((asked) => dispatch({ type: "hostAsked", asked }));

  // When fetching ends in the state, by a cancellation or because everything is removed, the work is aborted.
  store.subscribe((state, previous) => {
    if (previous.fetching.status === "fetching" && state.fetching.status === "idle") fetching.abort();
  });

  const fetchAll = async (request: FetchRequest, signal: AbortSignal) => {
    dispatch({ type: "fetching" });
    const { requirements: typed, besides, functions } = request;
    const { target, options, overrides } = store.state;
    const requirements = [...new Set([...options.requirements, ...typed])];
    if (besides && typed.length > 0) dispatch({ type: "option", change: { requirements } });
    const how = howToResolve(request, signal);
    try {
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

  const howToResolve = ({ login, minimumAgeDays }: FetchRequest, signal: AbortSignal): ResolveOptions => {
    const { index } = store.state;
    return {
      ...(minimumAgeDays > 0 && { minimumAgeDays }),
      ...(index && { defaultIndex: index }),
      ...(login && { logins: [login] }),
      // No question for a host that the user has entered as the index, even if a lock has addresses of that host.
      allowHost: (host, from) => host === hostOf(index) || questions.allow(from, { host, isRedirect: false }, signal),
      allowRedirect: (host, from) => questions.allow(from, { host, isRedirect: true }, signal),
      cache,
      fetch: cachedFetch(cache),
      signal,
      onProgress(progress) {
        if (!signal.aborted) dispatch({ type: "fetchProgressed", progress });
      },
    };
  };

  const saveWheels = async () => {
    const { fetching } = store.state;
    if (fetching.status !== "fetched") return null;
    try {
      saveFile(new File([await zipOf(fetching.resolution)], "wheels.zip"));
      return null;
    } catch (error) {
      return toProblem(error);
    }
  };

  return {
    index: (index) => dispatch({ type: "index", index }),
    fetch(request) {
      // This call cannot wait: browsers ask for permissions only while a click is handled.
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
      questions.answer(isAllowed);
    },
    saveText: (name, text) => saveFile(new File([text], name)),
    saveWheels,
    cachedBytes: () => cache.bytes(),
    emptyCache: () => cache.empty(),
  };
}

const hostOf = (address: string) => (URL.canParse(address) ? new URL(address).host : "");

/** A folder of wheels, as used by `pip install --no-index --find-links wheels`. Wheels are already compressed. */
const zipOf = ({ items }: Resolution): Promise<Blob> =>
  downloadZip(items.map(({ path, file }) => ({ name: `wheels/${path}`, input: file }))).blob();

function saveFile(file: File): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement("a");
  [link.href, link.download] = [url, file.name];
  link.click();
  // The browser reads the blob later.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
