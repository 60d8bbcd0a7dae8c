/** What a click on a finding does, and what the click says. */

import type { Fix, Item, Target } from "./packager/types";

/** The part of the page's state that a fix changes. */
export interface Fixable {
  items: Item[];
  target: Target;
  /** As the user has written it; null while it follows what was dropped. */
  handler: string | null;
}

/** The state with the fix made. */
export function applyFix({ items, target, handler }: Fixable, fix: Fix): Fixable {
  switch (fix.kind) {
    case "handler":
      return { items, target, handler: fix.handler };
    case "target": {
      const { runtime = target.runtime, architecture = target.architecture } = fix;
      return { items, target: { ...target, runtime, architecture }, handler };
    }
    case "remove": {
      const isThere = ({ path }: Item) => path === fix.path || path.startsWith(`${fix.path}/`);
      return { items: items.filter((item) => !isThere(item)), target, handler };
    }
  }
}

/** What the button says. */
export function fixLabel(fix: Fix): string {
  switch (fix.kind) {
    case "handler":
      return `Use ${fix.handler}`;
    case "target":
      return `Make it for ${[fix.runtime, fix.architecture].filter(Boolean).join(" on ")}`;
    case "remove":
      return `Take ${fix.path.slice(fix.path.lastIndexOf("/") + 1)} away`;
  }
}
