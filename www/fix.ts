/** What a click on a finding does, and what the click says. */

import type { Fix, Item, Target } from "./packager/types";

/** Requirements that are replaced: by name, the version to take; null to leave the distribution out. */
export type Overrides = Record<string, string | null>;

/** The part of the page's state that a fix changes. */
export interface Fixable {
  items: Item[];
  target: Target;
  /** As the user has written it; null while it follows what was dropped. */
  handler: string | null;
  overrides: Overrides;
}

/** The state with the fix made. */
export function applyFix(state: Fixable, fix: Fix): Fixable {
  const { items, target } = state;
  switch (fix.kind) {
    case "handler":
      return { ...state, handler: fix.handler };
    case "target": {
      const { runtime = target.runtime, architecture = target.architecture } = fix;
      return { ...state, target: { ...target, runtime, architecture } };
    }
    case "remove": {
      const isThere = ({ path }: Item) => path === fix.path || path.startsWith(`${fix.path}/`);
      return { ...state, items: items.filter((item) => !isThere(item)) };
    }
    case "override":
      return { ...state, overrides: { ...state.overrides, [fix.name]: fix.version ?? null } };
  }
}

/** What the button says. */
export function fixLabel(fix: Fix): string {
  switch (fix.kind) {
    case "handler":
      return `Use ${fix.handler}`;
    case "target":
      return `Make it for ${[fix.runtime, fix.architecture].filter(Boolean).join(" on ")}`;
    case "override":
      return fix.version ? `Take ${fix.name} ${fix.version}` : `Leave ${fix.name} out`;
    case "remove":
      return `Take ${fix.path.slice(fix.path.lastIndexOf("/") + 1)} away`;
  }
}
