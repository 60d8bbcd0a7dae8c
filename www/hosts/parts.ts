/** The parts of the page whose scripts are files beside it. */

import type { Problem } from "../common/problem";
import type { Parts } from "../ui/part";

/** How often a script could not be fetched. */
const failures = new Map<string, number>();

/** Rejects with a `Problem`, in the user's words and not the engine's. */
async function script<Exports>(file: string): Promise<Exports> {
  const { href } = new URL(file, import.meta.url);
  const failed = failures.get(file) ?? 0;
  try {
    // Engines do not fetch again what failed. Behind a "#" it is another module of the same address.
    return await import(failed === 0 ? href : `${href}#${failed}`);
  } catch (error) {
    failures.set(file, failed + 1);
    const problem = { code: "start-failed", hint: "Check the connection, and try again" } satisfies Partial<Problem>;
    const name = file.slice(file.lastIndexOf("/") + 1);
    throw Object.assign(new Error(`"${name}" cannot be fetched`, { cause: error }), problem);
  }
}

/** Fetches the script of each when it is first asked for. */
export const partsBesidePage: Parts = {
  compare: () => script(FILES.compare),
  contents: () => script(FILES.contents),
  deployCard: () => script(FILES.deployCard),
  examples: () => script(FILES.examples),
  german: () => script(FILES.german),
  fetch: () => script(FILES.fetch),
  editor: () => script(FILES.editor),
  picture: () => script(FILES.picture),
  repository: () => script(FILES.repository),
};
