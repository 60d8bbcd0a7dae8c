/** The parts of the page whose scripts are files beside it. */

import type { Parts } from "../ui/part";

/** Fetches the script of each when it is first asked for. */
export const partsBesidePage: Parts = {
  compare: () => import(new URL(FILES.compare, import.meta.url).href),
  contents: () => import(new URL(FILES.contents, import.meta.url).href),
  deployCard: () => import(new URL(FILES.deployCard, import.meta.url).href),
  examples: () => import(new URL(FILES.examples, import.meta.url).href),
  german: () => import(new URL(FILES.german, import.meta.url).href),
  fetch: () => import(new URL(FILES.fetch, import.meta.url).href),
  editor: () => import(new URL(FILES.editor, import.meta.url).href),
  picture: () => import(new URL(FILES.picture, import.meta.url).href),
  repository: () => import(new URL(FILES.repository, import.meta.url).href),
};
