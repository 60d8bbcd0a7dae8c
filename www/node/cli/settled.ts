/** What is done: as the command line says, else as the drop's wheelpress.toml says, else as by default. */

import type { Item, PlanOptions, SettingsFile, Target } from "wheelpress/node";
import { ARCHITECTURES, DEFAULT_RUNTIME } from "../../common/facts";
import { topName } from "../../common/item-path";
import { statedOptions } from "../../common/project-settings";
import type { Inputs } from "./command-line";

/** A drop, and what it is planned for. */
export interface Settled {
  items: Item[];
  target: Target;
  options: PlanOptions;
  /** Of the file. */
  findings: SettingsFile["findings"];
}

/** `file`: what the drop says; null if it says nothing. */
export function settled(line: Inputs, items: Item[], file: SettingsFile | null): Settled {
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
