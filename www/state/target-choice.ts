/** The target of the package: chosen by the user, stated by the drop, or chosen in an earlier visit. */

import { topName } from "../common/item-path";
import type { Item, SettingsFile, SuggestedTarget, Target } from "../packager/types";

/** The part of the target that a drop can state. */
export type ChosenTarget = Pick<Target, "runtime" | "architecture">;

/** What was dropped, and the target that it is for. */
export interface TargetChoice {
  items: Item[];
  /** The names of dropped files and folders that are in a layer of the function. */
  inLayer: string[];
  /** The target of the package. A value that the drop states is used, unless the user has chosen another. */
  target: Target;
  /** The runtime and the architecture that the user has chosen, in this visit or an earlier one. */
  chosen: ChosenTarget;
  /** Whether each of them was chosen in this visit. Such a choice stays, whatever is dropped. */
  byHand: Record<keyof ChosenTarget, boolean>;
  /** The target that the last plan suggested for the drop, and the items of that drop. */
  stated: { target: SuggestedTarget; items: Item[] } | null;
  /** The drop's wheelpress.toml. */
  settings: { file: SettingsFile } | null;
}

/**
 * The target in order of precedence: the user's choice in this visit, the drop's settings, the drop itself, an earlier
 * choice.
 */
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

/** The state with another target that the user has chosen. */
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

/** The items with their roles, for the packager. */
export function roledItems({ items, inLayer }: TargetChoice): Item[] {
  if (inLayer.length === 0) return items;
  return items.map((item) => (inLayer.includes(topName(item.path)) ? { ...item, role: "layer" } : item));
}

/**
 * The source that states the runtime or the architecture of the target; null if it was chosen by the user, or is not
 * stated.
 */
export function statedBy({ stated, settings, byHand }: TargetChoice, part: keyof ChosenTarget): string | null {
  if (byHand[part]) return null;
  if (settings?.file.settings[part] !== undefined) return `"${settings.file.path}"`;
  return stated?.target[part]?.from ?? null;
}

/** The state with a file or folder added to the layers of the function, or removed from them. */
export function withLayer<State extends TargetChoice>(state: State, name: string, isIn: boolean): State {
  const others = state.inLayer.filter((other) => other !== name);
  return { ...state, inLayer: isIn ? [...others, name] : others };
}
