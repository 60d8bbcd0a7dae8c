/** The parts of the tests that the benchmarks use, too. */

export { serveDeployModule } from "./deploy-module.ts";
export { drop } from "./drop.ts";
export { serve } from "./server.ts";
export { GARAGE_REGION, startGarage } from "./servers/garage.ts";
export { startWheelIndex } from "./servers/wheel-index.ts";
export { chromiumFlags, tools } from "./tools.ts";
export { wheel } from "./zip.ts";
