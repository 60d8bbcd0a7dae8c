import { downloadZip } from "client-zip";
import { type KeptFiles, openKept } from "../kept";
import type { Packager, Resolution } from "../packager/types";
import { requestHostPermissions } from "../permissions";
import { toProblem } from "../problem";
import type { PageStore } from "../state";
import { roledItems } from "../target-choice";
import type { FetchActions } from "../ui/actions";

/** Fetches wheels from indexes. Nothing is asked before `fetch` is called. */
export function fetchActions(
  store: PageStore,
  packager: Promise<Packager>,
  kept: KeptFiles = openKept(),
): FetchActions {
  const { dispatch } = store;
  let fetching = new AbortController();
  let answer: ((isAllowed: boolean) => void) | undefined;
  /** Hosts that the user has allowed on this visit, with the index that led to them. */
  const allowed = new Set<string>();
  /** One question at a time. */
  let asking: Promise<unknown> = Promise.resolve();

  // Fetching ends in the state by a cancellation, or when everything is removed.
  store.subscribe((state, previous) => {
    if (previous.fetching.status === "fetching" && state.fetching.status === "idle") fetching.abort();
  });

  const ask = (host: string, signal: AbortSignal) =>
    new Promise<boolean>((resolve) => {
      if (signal.aborted) return resolve(false);
      signal.addEventListener("abort", () => resolve(false), { once: true });
      answer = resolve;
      dispatch({ type: "hostAsked", host });
    });

  const allowHost = (host: string, index: string, signal: AbortSignal): Promise<boolean> => {
    const key = `${index} ${host}`;
    const asked = asking.then(async () => {
      if (allowed.has(key)) return true;
      const isAllowed = await ask(host, signal);
      if (isAllowed) allowed.add(key);
      return isAllowed;
    });
    asking = asked;
    return asked;
  };

  const fetchAll = async (login: { user: string; password: string } | null, signal: AbortSignal) => {
    dispatch({ type: "fetching" });
    const { target, options, index } = store.state;
    try {
      const resolution = await (await packager).resolve(roledItems(store.state), target, {
        extras: options.extras,
        groups: options.groups,
        ...(index && { defaultIndex: index }),
        ...(login && index && { logins: [{ index, ...login }] }),
        allowHost: (host, index) => allowHost(host, index, signal),
        kept,
        signal,
        onProgress(progress) {
          if (!signal.aborted) dispatch({ type: "fetchProgressed", progress });
        },
      });
      if (!signal.aborted) dispatch({ type: "fetched", resolution });
    } catch (error) {
      if (!signal.aborted) dispatch({ type: "fetchFailed", problem: toProblem(error) });
    }
  };

  return {
    index: (index) => dispatch({ type: "index", index }),
    fetch(login) {
      // Now or never: browsers ask only while a click is handled.
      void requestHostPermissions([store.state.index]);
      fetching.abort();
      fetching = new AbortController();
      void fetchAll(login, fetching.signal);
    },
    cancelFetch: () => dispatch({ type: "fetchCancelled" }),
    allowHost(isAllowed) {
      const { fetching } = store.state;
      if (isAllowed && fetching.status === "fetching") void requestHostPermissions([`https://${fetching.host}/`]);
      dispatch({ type: "hostAsked", host: null });
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
