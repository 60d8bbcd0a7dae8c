/** Converts the settings of a `wheelpress.toml` to the parameters of planning and packing. */

import type { PlanOptions, ProjectSettings, Slimming, Target } from "../packager/types";

/** Whether a file may be the settings of a drop: a file dropped by itself, or one at the root of a dropped folder. */
export const isSettingsFile = (path: string): boolean => /^(?:[^/]+\/)?wheelpress\.toml$/.test(path);

/** The target and the options that the settings state. Members that are not stated are absent. */
export function statedOptions(settings: ProjectSettings): { target: Partial<Target>; options: PlanOptions } {
  const { kind, runtime, architecture, handler, layersUnzippedSize } = settings;
  const { extras, groups, excludeRuntime, bytecode, split, stripRoot, compression, overrides, layerModules } = settings;
  const { requirements } = settings;
  const { leaveOut, leaveOutPaths, slim } = settings;
  const parts = slim?.map((part): [Slimming, boolean] => [part, true]);
  return {
    target: present({ kind, runtime, architecture, handler, layersUnzippedSize }),
    options: present({
      extras,
      groups,
      excludeRuntime,
      bytecode,
      split,
      stripRoot,
      layerModules,
      requirements,
      compression,
      overrides,
      slim: parts && Object.fromEntries(parts),
      leaveOut: (leaveOut || leaveOutPaths) && { distributions: leaveOut ?? [], paths: leaveOutPaths ?? [] },
    }),
  };
}

type Present<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

/** The members that are not undefined. */
function present<T extends object>(values: T): Present<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Present<T>;
}
