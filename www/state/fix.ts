/** The effect of a fix, and the label of its button. */

import { normalizedName } from "../common/distribution-name";
import type { Finding, Fix, Item, Target } from "../packager/types";
import { t } from "../texts/language";
import { type Edit, write } from "./edits";
import { putBack } from "./leave-out";
import type { Options } from "./options";

/** Replacements of requirements: by name, the version to use, or null to exclude the distribution. */
export type Overrides = Record<string, string | null>;

/** The part of the page's state that a fix changes. */
export interface Fixable {
  items: Item[];
  target: Target;
  /** The handler that the user has entered; null while it is derived from what was dropped. */
  handler: string | null;
  overrides: Overrides;
  edits: Edit[];
  options: Options;
}

/** The state after a fix. `file` is the file that the fix writes, if it writes one. */
export function applyFix(state: Fixable, fix: Fix, file?: File): Fixable {
  const { items, target, options } = state;
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
    case "root": {
      if (items.some(({ path }) => path === fix.path)) return { ...state, options: { ...options, stripRoot: true } };
      return { ...state, handler: null, items: items.flatMap((item) => rooted(item, fix.path)) };
    }
    case "inLayer":
      return { ...state, options: { ...options, layerModules: [...options.layerModules, fix.module] } };
    case "includeRuntime":
      return { ...state, options: { ...options, excludeRuntime: false } };
    case "include":
      return { ...state, options: included(options, fix.name) };
    case "ignore":
      return file ? { ...state, ...write(state, fix.path, file) } : state;
    case "write":
      return { ...state, ...write(state, fix.path, file ?? new Blob()), handler: null };
    case "copy":
      return state;
    case "override":
      return { ...state, overrides: { ...state.overrides, [fix.name]: fix.version ?? null } };
  }
}

/** The options with which a distribution that was left out is packed. */
function included(options: Options, name: string): Options {
  const { leaveOut, requirements } = options;
  const names = { distributions: leaveOut.distributions.filter((one) => normalizedName(one) === name) };
  if (names.distributions.length > 0) return { ...options, leaveOut: putBack(leaveOut, names) };
  return { ...options, requirements: [...requirements, name] };
}

/**
 * The item with the path that it would have if this folder had been dropped instead of its parent; empty if it is
 * beside the folder.
 */
function rooted(item: Item, folder: string): Item[] {
  const around = folder.slice(0, folder.lastIndexOf("/") + 1);
  if (item.path.startsWith(`${folder}/`)) return [{ ...item, path: item.path.slice(around.length) }];
  return item.path.startsWith(around) ? [] : [item];
}

/** The file that a fix writes, if it writes one. */
export async function fileOf({ items }: Pick<Fixable, "items">, fix: Fix): Promise<File | undefined> {
  if (fix.kind === "write") return new File([fix.text], nameOf(fix.path));
  if (fix.kind !== "ignore") return undefined;
  const before = (await items.find(({ path }) => path === fix.path)?.file.text()) ?? "";
  const end = before === "" || before.endsWith("\n") ? "" : "\n";
  return new File([`${before}${end}${fix.line}\n`], ".lambdaignore");
}

/** The label of the button for the fix of a finding. */
export function fixLabel(fix: Fix, { code, path = "" }: Partial<Finding> = {}): string {
  switch (fix.kind) {
    case "inLayer":
      return fix.module.includes(".so")
        ? t("{library} comes with a layer", { library: fix.module })
        : t("It comes with a layer");
    case "includeRuntime":
      return t("Pack them too");
    case "include":
      return t("Pack {name} too", { name: fix.name });
    case "root":
      return t("Take the folder away");
    case "ignore":
      return t("Add to .lambdaignore");
    case "write":
      return t("Write {name}", { name: nameOf(fix.path) });
    case "copy":
      return t("Copy the command");
    case "handler":
      return t("Use {handler}", { handler: fix.handler });
    case "target":
      return t("Make it for {target}", { target: [fix.runtime, fix.architecture].filter(Boolean).join(t(" on ")) });
    case "override":
      return fix.version
        ? t("Take {name} {version}", { name: fix.name, version: fix.version })
        : t("Leave out {name}", { name: fix.name });
    case "remove":
      if (code === "wheel-older") return t("Use the newer wheel");
      if (code === "virtualenv-skipped") return t("Ship {name}'s libraries", { name: nameOf(path) });
      // Two wheels with the same filename are in different folders, so the label has the whole path.
      return t("Remove {name}", { name: code === "wheel-duplicate" ? fix.path : nameOf(fix.path) });
  }
}

/** The label with what the fix is about, for buttons whose labels would otherwise be equal. */
export function fixName(fix: Fix, finding?: Partial<Finding>): string {
  const label = fixLabel(fix, finding);
  if (fix.kind === "ignore") return `${label}: ${fix.line}`;
  return fix.kind === "inLayer" && !label.includes(fix.module) ? `${label}: ${fix.module}` : label;
}

const nameOf = (path: string) => path.slice(path.lastIndexOf("/") + 1);
