import type { Item } from "../packager/types";
import { type ProjectStore, templateOf } from "../state/project-state";

/** The template, where the repository is stated by one. */
export function statedTemplate({ state }: ProjectStore, items: Item[]): Item | null {
  const path = templateOf(state.project);
  return items.find((item) => item.path === path) ?? null;
}
