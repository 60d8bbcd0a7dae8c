/** What the user leaves out of the package by name: distributions, files and folders. */

import type { LeaveOut } from "../packager/types";

/** All that is left out. */
export type LeftOutByHand = Required<LeaveOut>;

/** With more left out. Paths are those in the package; what lies in a layer is left out as the packager names it. */
export function withMore(leaveOut: LeftOutByHand, names: LeaveOut, isLayer: (path: string) => boolean): LeftOutByHand {
  const paths = (names.paths ?? []).map((path) => (isLayer(path) ? withinLayer(path) : path));
  return {
    distributions: [...new Set([...leaveOut.distributions, ...(names.distributions ?? [])])],
    paths: [...new Set([...leaveOut.paths, ...paths])],
  };
}

/** With these put back, as `leaveOut` has them. */
export function putBack(leaveOut: LeftOutByHand, names: LeaveOut): LeftOutByHand {
  return {
    distributions: leaveOut.distributions.filter((name) => !names.distributions?.includes(name)),
    paths: leaveOut.paths.filter((path) => !names.paths?.includes(path)),
  };
}

/** Paths begin where Python's files go: in a layer, in the folder `python`. */
function withinLayer(path: string): string {
  return path.startsWith("python/") ? path.slice("python/".length) : `../${path}`;
}
