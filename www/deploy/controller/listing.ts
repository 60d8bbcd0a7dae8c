/** Lists the functions of the account, so that the user can choose one. */

import { toProblem } from "../../common/problem";
import type { EndpointConfig, FunctionConfiguration } from "../aws-types";
import type { DeployActions } from "../deploy-actions";
import { endpointOf } from "../form";
import type { Lambda } from "../lambda";
import { isSamePlace } from "../listing";
import type { ControllerContext } from "./context";

/** Maximum number of pages, each with 50 functions. A user with more functions types the name. */
const MAX_PAGES = 40;

/** Lists functions when the user asks for it: before that, it is unknown whether the region is the right one. */
export function listingActions(context: ControllerContext): Pick<DeployActions, "list"> {
  return { list: () => void list(context) };
}

async function list({ store, services: { lambda, session } }: ControllerContext): Promise<void> {
  const { dispatch } = store;
  const place = endpointOf(store.state.form);
  const isStale = () => !(store.state.listing.place && isSamePlace(store.state.listing.place, place));
  dispatch({ type: "listing", place });
  try {
    const functions = await session.use(() => allFunctions(lambda, place));
    if (!isStale()) dispatch({ type: "listed", functions });
  } catch (error) {
    if (!isStale()) dispatch({ type: "listFailed", problem: toProblem(error) });
  }
}

/** The functions that run Python, sorted by name. */
async function allFunctions(lambda: Lambda, place: EndpointConfig): Promise<FunctionConfiguration[]> {
  const found: FunctionConfiguration[] = [];
  let marker: string | undefined;
  for (let pages = 0; pages < MAX_PAGES; pages++) {
    const action = { op: "ListFunctions", ...(marker && { marker }) } as const;
    // The list is optional: a user without permission to list functions types the name.
    const { functions, nextMarker } = await lambda.run("ListFunctions", action, place, { unattended: true });
    found.push(...functions.filter(({ runtime }) => runtime?.startsWith("python")));
    if (!nextMarker) break;
    marker = nextMarker;
  }
  return found.sort((a, b) => (a.functionName < b.functionName ? -1 : 1));
}
