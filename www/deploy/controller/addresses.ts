/** The servers that a deploy by the form contacts. An extension asks the user for access to them. */

import { requestHostPermissions } from "../../common/permissions";
import type { Addresses } from "../deploy-state";
import { addressesOfLink, bucketIn, endpointOf } from "../form";
import { parseFunctions } from "../function-ref";
import type { ControllerContext } from "./context";

/** Determines the servers, so that an extension can ask for access to them when the user clicks. */
export async function noteAddresses({ store, services: { aws } }: ControllerContext): Promise<void> {
  const { form } = store.state;
  const addresses: Addresses = { form, deploy: [], logs: [] };
  if (form.method === "link") {
    addresses.deploy = addressesOfLink(form.link);
    return store.dispatch({ type: "addresses", addresses });
  }
  const targets = form.goal === "function" ? parseFunctions(form.functions, form.region) : [];
  const regions = new Set(targets.length > 0 ? targets.map(({ region }) => region) : [form.region]);
  for (const region of regions) {
    // A field that is only partly filled in may have no address yet.
    const found = await aws.call("endpoints", endpointOf(form, region), bucketIn(form, region)).catch(() => undefined);
    const usesLambda = form.goal === "function" || form.goal === "layer";
    if (found && usesLambda) addresses.deploy.push(found.lambda);
    if (found?.bucket) addresses.deploy.push(found.bucket);
    if (found?.logs) addresses.logs.push(found.logs);
  }
  if (form === store.state.form) store.dispatch({ type: "addresses", addresses });
}

/**
 * Asks for access to the servers of a deploy or of the log. If the form has changed since the servers were determined,
 * they are determined again first. Chromium considers a click active for some seconds.
 */
export async function requestAccess(context: ControllerContext, use: "deploy" | "logs"): Promise<void> {
  const { store } = context;
  if (store.state.addresses.form !== store.state.form) await noteAddresses(context);
  return requestHostPermissions(store.state.addresses[use]);
}
