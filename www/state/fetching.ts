/** The progress of fetching wheels from an index. */

import type { Problem } from "../common/problem";
import type { FetchProgress, Resolution } from "../packager/types";

/**
 * A question to the user: whether requests may be sent to another host, or whether a redirect of a host may be
 * followed.
 */
export interface Asked {
  host: string;
  isRedirect: boolean;
}

/** The state of fetching. */
export type Fetching =
  | { status: "idle" }
  | { status: "fetching"; progress: FetchProgress | null; asked: Asked | null }
  | { status: "fetched"; resolution: Resolution }
  | { status: "failed"; problem: Problem };

/** The events of fetching. */
export type FetchEvent =
  | { type: "fetching" }
  | { type: "fetchProgressed"; progress: FetchProgress }
  /** A question is shown; null once it is answered. */
  | { type: "hostAsked"; asked: Asked | null }
  | { type: "fetched"; resolution: Resolution }
  | { type: "fetchFailed"; problem: Problem }
  | { type: "fetchCancelled" };

/** The state of fetching after an event. */
export function reduceFetching(fetching: Fetching, event: FetchEvent): Fetching {
  switch (event.type) {
    case "fetching":
      return { status: "fetching", progress: null, asked: null };
    case "fetchProgressed":
      return fetching.status === "fetching" ? { ...fetching, progress: event.progress } : fetching;
    case "hostAsked":
      return fetching.status === "fetching" ? { ...fetching, asked: event.asked } : fetching;
    case "fetched":
      return { status: "fetched", resolution: event.resolution };
    case "fetchFailed":
      return { status: "failed", problem: event.problem };
    case "fetchCancelled":
      return { status: "idle" };
  }
}
