/** How far fetching wheels from an index is. */

import type { Problem } from "../common/problem";
import type { FetchProgress, Resolution } from "../packager/types";

/** What the user is asked: whether another host may be asked, or whether a host may lead to another address. */
export interface Asked {
  host: string;
  isRedirect: boolean;
}

/** How far it is. */
export type Fetching =
  | { status: "idle" }
  | { status: "fetching"; progress: FetchProgress | null; asked: Asked | null }
  | { status: "fetched"; resolution: Resolution }
  | { status: "failed"; problem: Problem };

/** What can happen to it. */
export type FetchEvent =
  | { type: "fetching" }
  | { type: "fetchProgressed"; progress: FetchProgress }
  /** The user is asked; null when there is an answer. */
  | { type: "hostAsked"; asked: Asked | null }
  | { type: "fetched"; resolution: Resolution }
  | { type: "fetchFailed"; problem: Problem }
  | { type: "fetchCancelled" };

/** How far it is after an event. */
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
