/** The effective settings: from the command line, otherwise from the drop's wheelpress.toml, otherwise the defaults. */

import type { Item, PlanOptions, SettingsFile, Target } from "wheelpress/node";
import { ARCHITECTURES, DEFAULT_RUNTIME } from "../../common/facts";
import { topName } from "../../common/item-path";
import { statedOptions } from "../../common/project-settings";
import type { Inputs } from "./command-line";

/** A drop, with the target and the options that it is planned with. */
export interface ResolvedInputs {
  items: Item[];
  target: Target;
  options: PlanOptions;
  /** The findings about the settings file. */
  findings: SettingsFile["findings"];
}

/** Combines the settings. `file` is the settings file of the drop; null if there is none. */
export function resolveInputs(line: Inputs, items: Item[], file: SettingsFile | null): ResolvedInputs {
  const { settings = {}, findings = [] } = file ?? {};
  const stated = statedOptions(settings);
  const byDefault: Target = { kind: "function", runtime: DEFAULT_RUNTIME, architecture: ARCHITECTURES[0] };
  const { slim, overrides } = stated.options;
  const inLayer = (item: Item) => settings.inLayer?.includes(topName(item.path)) ?? false;
  return {
    items: items.map((item) => (inLayer(item) ? { ...item, role: "layer" } : item)),
    target: { ...byDefault, ...stated.target, ...line.target },
    options: {
      ...stated.options,
      ...line.options,
      ...((slim || line.options.slim) && { slim: { ...slim, ...line.options.slim } }),
      ...((overrides || line.options.overrides) && { overrides: { ...overrides, ...line.options.overrides } }),
    },
    findings,
  };
}
