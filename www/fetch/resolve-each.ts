import type { Finding, Item, Packager, Resolution, ResolveOptions, Stated } from "../packager/types";

/** What decides on a choice. */
export type Choosing = Pick<Stated, "id" | "items" | "target">;

/**
 * Chooses and fetches for one function of a repository after another: each chooses as it would alone. What one has chosen is
 * not fetched again for the next where the browser keeps it. A lock is that of one function.
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
