/** Adds dropped wheels that a function imports and that none of its files require. */

import type { BuildDefinition, Item, Plan } from "../packager/types";
import { normalizedName } from "./distribution-name";
import { textStamp } from "./text-stamp";

const REQUIREMENTS = "requirements.txt";

/** What a function is pressed from. */
export interface Addition {
  items: Item[];
  /** Requirements besides those of its files. */
  requirements: string[];
}

/**
 * Returns what the function is pressed from if dropped wheels have what its plan misses; `null` if they do not. Files
 * that state requirements decide which wheels are used, so a function without such a file gets one.
 */
export async function addDroppedWheels(
  { folder, items }: Pick<BuildDefinition, "folder" | "items">,
  { findings, missing }: Pick<Plan, "findings" | "missing">,
  wheels: Item[],
): Promise<Addition | null> {
  // Its files require something, so it has the wheels already. Those that nothing requires are left out.
  const included = findings.flatMap(({ fix }) => (fix?.kind === "include" ? [fix.name] : []));
  if (included.length > 0) return { items, requirements: [...new Set(included)] };
  if (items.some(({ path }) => isWheel(path))) return null;
  const there = new Set(wheels.map(({ path }) => distributionOf(path)));
  const needed = missing.needs.map(({ requirement }) => nameOf(requirement));
  // Distributions often have the name of their module.
  const imported = findings.flatMap(({ code, fix, alternatives = [] }) =>
    code === "import-missing"
      ? [fix, ...alternatives].flatMap((one) => (one?.kind === "inLayer" ? [one.module] : []))
      : [],
  );
  const names = [...new Set([...needed, ...imported.map(normalizedName)])].filter((name) => there.has(name));
  if (names.length === 0) return null;
  const top = folder === "" ? "" : `${folder.slice(folder.lastIndexOf("/") + 1)}/`;
  const path = `${top}${REQUIREMENTS}`;
  const before = (await items.find((item) => item.path === path)?.file.text()) ?? "";
  const end = before === "" || before.endsWith("\n") ? "" : "\n";
  const text = `${before}${end}${names.join("\n")}\n`;
  const file = new File([text], REQUIREMENTS, { lastModified: textStamp(text) });
  const others = items.filter((item) => item.path !== path);
  const byName = new Map<string, Item>();
  for (const { path, file } of wheels) {
    const name = path.slice(path.lastIndexOf("/") + 1);
    if (!byName.has(name)) byName.set(name, { path: name, file });
  }
  return { items: [...others, { path, file }, ...byName.values()], requirements: [] };
}

/** Whether a path is that of a wheel. */
export const isWheel = (path: string) => path.endsWith(".whl");

/** The name at the start of a requirement, in its normal form (packaging.python.org, "Names and normalization"). */
const nameOf = (requirement: string) => normalizedName(/^[\w.-]*/.exec(requirement)?.[0] ?? "");

/** The name at the start of a wheel's filename. */
const distributionOf = (path: string) => normalizedName(path.slice(path.lastIndexOf("/") + 1).split("-")[0] ?? "");
