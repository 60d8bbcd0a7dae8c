/** What the user excludes from the package by name: distributions, files and folders. */

import type { LeaveOut } from "../packager/types";

/** Everything that is excluded. */
export type LeftOutByHand = Required<LeaveOut>;

/**
 * Adds exclusions. The given paths are those in the package; a path in a layer is converted to the form that the
 * packager uses.
 */
export function withMore(leaveOut: LeftOutByHand, names: LeaveOut, isLayer: (path: string) => boolean): LeftOutByHand {
  const paths = (names.paths ?? []).map((path) => (isLayer(path) ? withinLayer(path) : path));
  return {
    distributions: [...new Set([...leaveOut.distributions, ...(names.distributions ?? [])])],
    paths: [...new Set([...leaveOut.paths, ...paths])],
  };
}

/** Removes exclusions. `names` are in the form of `leaveOut`. */
export function putBack(leaveOut: LeftOutByHand, names: LeaveOut): LeftOutByHand {
  return {
    distributions: leaveOut.distributions.filter((name) => !names.distributions?.includes(name)),
    paths: leaveOut.paths.filter((path) => !names.paths?.includes(path)),
  };
}

/** A path relative to the folder of Python's files, which is `python` in a layer. */
function withinLayer(path: string): string {
  return path.startsWith("python/") ? path.slice("python/".length) : `../${path}`;
}
