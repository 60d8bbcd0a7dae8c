/** What the benchmarks share with the tests. */
export { drop } from "./drop.ts";
export { serve } from "./server.ts";
export { chromiumFlags, tools } from "./tools.ts";
export { wheel } from "./zip.ts";
