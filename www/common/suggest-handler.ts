import type { Item } from "../packager/types";
import { countByTop, topName } from "./item-path";

/** Lambda's own default. */
export const DEFAULT_HANDLER = "lambda_function.lambda_handler";

/**
 * The handler in the only module at the root of the function; the default handler if there are no modules or several.
 */
export function suggestHandler(items: Item[]): string {
  const loose = items.filter((item) => !item.path.includes("/"));
  const modules = modulesOf(loose.map((item) => item.path));
  const candidates = modules.length > 0 ? modules : modulesOf(functionFolder(items));
  if (candidates.includes("lambda_function")) return DEFAULT_HANDLER;
  const [only] = candidates;
  return candidates.length === 1 && only ? `${only}.lambda_handler` : DEFAULT_HANDLER;
}

/** The module names of files: "a" for "a.py". */
function modulesOf(names: string[]): string[] {
  return names.filter((name) => /^[^/.]+\.py$/.test(name)).map((name) => name.slice(0, -3));
}

/** The file names at the top of the only dropped folder without installed distributions; empty if there are several. */
function functionFolder(items: Item[]): string[] {
  const installed = new Set<string>();
  for (const { path } of items) {
    if (path.includes(".dist-info/") || path.endsWith("/pyvenv.cfg")) {
      const top = topName(path);
      const inside = path.slice(top.length + 1);
      if (inside === "pyvenv.cfg" || /(^|\/)[^/]+\.dist-info\//.test(inside)) installed.add(top);
    }
  }
  const loose = new Set(items.filter(({ path }) => !path.includes("/")).map(({ path }) => path));
  const isFolder = (name: string) => !installed.has(name) && !loose.has(name);
  const [only, ...others] = [...countByTop(items).keys()].filter(isFolder);
  if (only === undefined || others.length > 0) return [];
  const folder = `${only}/`;
  const isAtItsTop = (path: string) => path.startsWith(folder) && !path.includes("/", folder.length);
  return items.flatMap(({ path }) => (isAtItsTop(path) ? [path.slice(folder.length)] : []));
}
