/**
 * The effective settings: from the command line, otherwise from the drop's wheelpress.toml, otherwise as the file states
 * that states the function, otherwise the defaults.
 */

import type { Finding, Item, PlanOptions, SettingsFile, Target } from "wheelpress/node";
import { ARCHITECTURES, DEFAULT_RUNTIME } from "../../common/facts";
import { topName } from "../../common/item-path";
import { statedOptions } from "../../common/project-settings";
import type { Inputs } from "./command-line";
import type { Statement } from "./stated";

/** A drop, with the target and the options that it is planned with. */
export interface ResolvedInputs {
  items: Item[];
  /** The files of the given paths. */
  given: Item[];
  target: Target;
  options: PlanOptions;
  /** The findings about the settings file and the statement of the function. */
  findings: Finding[];
  /** The errors of indexes that were asked. */
  unfetched?: Finding[];
}

/**
 * Combines the settings. `given` are the files of the given paths, and `items` those of the function. `file` is the settings file of the drop; null if there is none. Another file may state the
 * function.
 */
export function resolveInputs(
  line: Inputs,
  given: Item[],
  items: Item[],
  file: SettingsFile | null,
  { of, findings: others }: Statement,
): ResolvedInputs {
  const { settings = {}, findings = [] } = file ?? {};
  const stated = statedOptions(settings);
  const byDefault: Target = { kind: "function", runtime: DEFAULT_RUNTIME, architecture: ARCHITECTURES[0] };
  const { slim, overrides, leaveOut } = stated.options;
  const ofFunction = of?.options.leaveOut?.distributions ?? [];
  const distributions = [...ofFunction, ...(leaveOut?.distributions ?? [])];
  const inLayer = (item: Item) => settings.inLayer?.includes(topName(item.path)) ?? false;
  return {
    given,
    items: items.map((item) => (inLayer(item) ? { ...item, role: "layer" } : item)),
    target: { ...byDefault, ...of?.target, ...stated.target, ...line.target },
    options: {
      ...of?.options,
      ...stated.options,
      ...line.options,
      ...(distributions.length > 0 && { leaveOut: { ...leaveOut, distributions } }),
      ...((slim || line.options.slim) && { slim: { ...slim, ...line.options.slim } }),
      ...((overrides || line.options.overrides) && { overrides: { ...overrides, ...line.options.overrides } }),
    },
    findings: [...(of?.findings ?? []), ...others, ...findings],
  };
}
