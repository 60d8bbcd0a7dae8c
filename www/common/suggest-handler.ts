import type { Item } from "../packager/types";
import { topName } from "./item-path";

/** Lambda's own default. */
export const DEFAULT_HANDLER = "lambda_function.lambda_handler";

/** The handler in the only module at the root of the function; the default if there are none or several. */
export function suggestHandler(items: Item[]): string {
  const loose = items.filter((item) => !item.path.includes("/"));
  const modules = modulesOf(loose.map((item) => item.path));
  const candidates = modules.length > 0 ? modules : modulesOf(functionFolder(items));
  if (candidates.includes("lambda_function")) return DEFAULT_HANDLER;
  const [only] = candidates;
  return candidates.length === 1 && only ? `${only}.lambda_handler` : DEFAULT_HANDLER;
}

/** The names of the modules among files: "a" for "a.py". */
function modulesOf(names: string[]): string[] {
  return names.filter((name) => /^[^/.]+\.py$/.test(name)).map((name) => name.slice(0, -3));
}

/** The paths inside the only dropped folder without installed distributions; none if there are several such folders. */
function functionFolder(items: Item[]): string[] {
  const folders = new Map<string, string[]>();
  for (const { path } of items) {
    const top = topName(path);
    if (top === path) continue;
    const inside = folders.get(top);
    if (inside) inside.push(path.slice(top.length + 1));
    else folders.set(top, [path.slice(top.length + 1)]);
  }
  const isInstalled = (path: string) => path === "pyvenv.cfg" || /(^|\/)[^/]+\.dist-info\//.test(path);
  const functions = [...folders.values()].filter((paths) => !paths.some(isInstalled));
  return functions.length === 1 ? (functions[0] ?? []) : [];
}
