/** How far fetching wheels from an index is. */

import type { FetchProgress, Resolution } from "./packager/types";
import type { Problem } from "./problem";

/** `host`: another one that files lie on, which the user is asked about. */
export type Fetching =
  | { status: "idle" }
  | { status: "fetching"; progress: FetchProgress | null; host: string | null }
  | { status: "fetched"; resolution: Resolution }
  | { status: "failed"; problem: Problem };

/** What can happen to it. */
export type FetchEvent =
  | { type: "fetching" }
  | { type: "fetchProgressed"; progress: FetchProgress }
  /** The user is asked about a host; null when there is an answer. */
  | { type: "hostAsked"; host: string | null }
  | { type: "fetched"; resolution: Resolution }
  | { type: "fetchFailed"; problem: Problem }
  | { type: "fetchCancelled" };

/** How far it is after an event. */
export function reduceFetching(fetching: Fetching, event: FetchEvent): Fetching {
  switch (event.type) {
    case "fetching":
      return { status: "fetching", progress: null, host: null };
    case "fetchProgressed":
      return fetching.status === "fetching" ? { ...fetching, progress: event.progress } : fetching;
    case "hostAsked":
      return fetching.status === "fetching" ? { ...fetching, host: event.host } : fetching;
    case "fetched":
      return { status: "fetched", resolution: event.resolution };
    case "fetchFailed":
      return { status: "failed", problem: event.problem };
    case "fetchCancelled":
      return { status: "idle" };
  }
}
