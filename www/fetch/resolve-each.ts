import type { BuildDefinition, Finding, Item, Packager, Resolution, ResolveOptions } from "../packager/types";

/** The members that determine a choice of wheels. */
export type Choosing = Pick<BuildDefinition, "id" | "items" | "target">;

/**
 * Chooses and fetches wheels for the functions of a repository, one after another. Each choice is the same as for the
 * function alone. A wheel that one function has fetched is not fetched again for the next if the browser keeps it.
 * There is a lock only for a single function.
 */
export async function resolveEach(
  packager: Pick<Packager, "resolve">,
  functions: Choosing[],
  options: ResolveOptions,
): Promise<Resolution> {
  const all: Resolution = { items: [], lock: null, findings: [], fetched: [] };
  const [items, findings] = [new Map<string, Item>(), new Map<string, Finding>()];
  for (const { items: own, target } of functions) {
    const one = await packager.resolve(own, target, options);
    for (const item of one.items) if (!items.has(item.path)) items.set(item.path, item);
    for (const finding of one.findings) findings.set(`${finding.code} ${finding.path} ${finding.message}`, finding);
    all.fetched.push(...one.fetched);
    all.lock = functions.length === 1 ? one.lock : null;
  }
  return { ...all, items: [...items.values()], findings: [...findings.values()] };
}
