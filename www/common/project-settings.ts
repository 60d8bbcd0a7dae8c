/** What a `wheelpress.toml` says, as planning and packing are given it. */

import type { PlanOptions, ProjectSettings, Slimming, Target } from "../packager/types";

/** Whether a file may be the settings of a drop: it lies loose, or at the root of a dropped folder. */
export const isSettingsFile = (path: string): boolean => /^(?:[^/]+\/)?wheelpress\.toml$/.test(path);

/** The target and the options that are stated; what is not stated is not there. */
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

/** Without what is undefined. */
function present<T extends object>(values: T): Present<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Present<T>;
}
