/** What the package is made for: what was chosen by hand, what the drop says, what was chosen in an earlier visit. */

import { topName } from "../common/item-path";
import type { Item, SettingsFile, SuggestedTarget, Target } from "../packager/types";

/** What of the target a drop can say. */
export type ChosenTarget = Pick<Target, "runtime" | "architecture">;

/** What was dropped, and what it is made for. */
export interface TargetChoice {
  items: Item[];
  /** The names of dropped files and folders that are in a layer of the function. */
  inLayer: string[];
  /** What the package is made for: as the drop says, where it does and nobody has chosen. */
  target: Target;
  /** The runtime and the architecture that were chosen, in this visit or an earlier one. */
  chosen: ChosenTarget;
  /** What of them was chosen by hand in this visit: that stays, whatever is dropped. */
  byHand: Record<keyof ChosenTarget, boolean>;
  /** What the last plan said of the drop, and of which items. */
  stated: { target: SuggestedTarget; items: Item[] } | null;
  /** What the drop's wheelpress.toml says. */
  settings: { file: SettingsFile } | null;
}

/** What was chosen by hand, else what the drop's settings say, else the drop, else what was chosen earlier. */
export function targetOf({ byHand, chosen, stated, settings, items }: TargetChoice): ChosenTarget {
  const says = items.length > 0 ? stated?.target : undefined;
  const { runtime = says?.runtime?.name, architecture = says?.architecture?.name } = settings?.file.settings ?? {};
  return {
    runtime: (byHand.runtime ? undefined : runtime) ?? chosen.runtime,
    architecture: (byHand.architecture ? undefined : architecture) ?? chosen.architecture,
  };
}

/** The items that ship. */
export function shippingItems({ items, inLayer }: TargetChoice): Item[] {
  return inLayer.length === 0 ? items : items.filter((item) => !inLayer.includes(topName(item.path)));
}

/** The state with another target, chosen by hand. */
export function withTarget<State extends TargetChoice>(
  state: State,
  change: Partial<ChosenTarget & Pick<Target, "kind">>,
): State {
  const { kind = state.target.kind, ...chosen } = change;
  const byHand = {
    runtime: state.byHand.runtime || chosen.runtime !== undefined,
    architecture: state.byHand.architecture || chosen.architecture !== undefined,
  };
  return { ...state, target: { ...state.target, kind }, chosen: { ...state.chosen, ...chosen }, byHand };
}

/** The items as the packager takes them. */
export function roledItems({ items, inLayer }: TargetChoice): Item[] {
  if (inLayer.length === 0) return items;
  return items.map((item) => (inLayer.includes(topName(item.path)) ? { ...item, role: "layer" } : item));
}

/** What says the runtime or the architecture of the target; null where it was chosen, or nothing says so. */
export function statedBy({ stated, settings, byHand }: TargetChoice, part: keyof ChosenTarget): string | null {
  if (byHand[part]) return null;
  if (settings?.file.settings[part] !== undefined) return `"${settings.file.path}"`;
  return stated?.target[part]?.from ?? null;
}

/** The state with a file or folder in a layer of the function, or out of it. */
export function withLayer<State extends TargetChoice>(state: State, name: string, isIn: boolean): State {
  const others = state.inLayer.filter((other) => other !== name);
  return { ...state, inLayer: isIn ? [...others, name] : others };
}
