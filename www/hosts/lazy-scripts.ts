/** The parts of the page whose scripts are files beside it. */

import type { Problem } from "../common/problem";
import type { LazyScripts } from "../ui/lazy-view";

/** The number of failed fetches of each script. */
const failures = new Map<string, number>();

/** Fetches a script. Rejects with a `Problem` whose message is written for the user. */
async function script<Exports>(file: string): Promise<Exports> {
  const { href } = new URL(file, import.meta.url);
  const failed = failures.get(file) ?? 0;
  try {
    // Browsers do not fetch a failed module again. With a "#" suffix it is a different module at the same address.
    return await import(failed === 0 ? href : `${href}#${failed}`);
  } catch (error) {
    failures.set(file, failed + 1);
    const problem = { code: "start-failed", hint: "Check the connection, and try again" } satisfies Partial<Problem>;
    const name = file.slice(file.lastIndexOf("/") + 1);
    throw Object.assign(new Error(`"${name}" cannot be fetched`, { cause: error }), problem);
  }
}

/** The parts, each of which is fetched on first use. */
export const scriptsBesidePage: LazyScripts = {
  compare: () => script(FILES.compare),
  contents: () => script(FILES.contents),
  deployCard: () => script(FILES.deployCard),
  examples: () => script(FILES.examples),
  german: () => script(FILES.german),
  fetch: () => script(FILES.fetch),
  editor: () => script(FILES.editor),
  treemap: () => script(FILES.treemap),
  repository: () => script(FILES.repository),
};
