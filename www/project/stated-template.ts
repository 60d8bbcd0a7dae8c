import type { Item } from "../packager/types";
import { type ProjectStore, templateOf } from "../state/project-state";

/** The item of the template that states the repository; null if it is not stated by a template. */
export function statedTemplate({ state }: ProjectStore, items: Item[]): Item | null {
  const path = templateOf(state.project);
  return items.find((item) => item.path === path) ?? null;
}
