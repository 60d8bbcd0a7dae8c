import type { PolicyFunction, PolicyOptions, PolicyStep } from "./aws-types";
import { bucketIn, type DeployForm } from "./form";
import { parseFunctions } from "./function-ref";
import { accountOf, type Listing } from "./listing";

/** What IAM must allow for what the form asks for, with the names of the form and the account that is known. */
export function policyOptions(form: DeployForm, listing: Listing): PolicyOptions | undefined {
  const { region, role } = form;
  const listed = listing.status === "listed" ? listing.functions[0]?.functionArn : undefined;
  const account = accountOf(listed) ?? accountOf(role);
  const common = { region, ...(account && { account }) };
  switch (form.goal) {
    case "function":
      return { ...common, ...functionOptions(form, listing) };
    case "layer": {
      const functions = parseFunctions(form.attachTo, region);
      const steps: PolicyStep[] = functions.length > 0 ? ["configure"] : [];
      if (!form.layerName) return undefined;
      return { ...common, layer: form.layerName, functions, steps, ...objectOptions(form, [region], true) };
    }
    case "object":
    case "share":
      return form.bucket ? { ...common, ...objectOptions(form, [region], false) } : undefined;
  }
}

function functionOptions(form: DeployForm, listing: Listing): Partial<PolicyOptions> | undefined {
  const { configure, publish, create, dryRun, role, codeKey, capacityProvider } = form;
  const functions = parseFunctions(form.functions, form.region).map((target): PolicyFunction => {
    const found =
      listing.status === "listed" && listing.functions.find((one) => one.functionName === target.functionName);
    const logGroup = found ? found.loggingConfig?.logGroup : undefined;
    return { ...target, ...(logGroup && { logGroup }) };
  });
  const isVersioned = publish || functions.some(({ alias }) => alias);
  // A dry run of an update needs what the update needs, and changes nothing else.
  const more: [PolicyStep, boolean][] = [
    ["create", create && !dryRun],
    ["configure", configure && !dryRun],
    ["publish", isVersioned && !dryRun],
    ["alias", isVersioned && !dryRun && functions.some(({ alias }) => alias)],
    ["invoke", !dryRun],
    ["logs", !dryRun],
  ];
  const steps: PolicyStep[] = ["list", "update", ...more.flatMap(([step, isWanted]) => (isWanted ? [step] : []))];
  return {
    functions,
    steps,
    ...(create && role && { role: role.trim() }),
    ...(create && codeKey && { sourceKmsKeyArn: codeKey.trim() }),
    ...(create && capacityProvider && { capacityProviderArn: capacityProvider.trim() }),
    ...objectOptions(form, [...new Set(functions.map(({ region }) => region))], true),
  };
}

/** `fromBucket`: Lambda takes the package from there. */
function objectOptions(form: DeployForm, regions: string[], fromBucket: boolean): Partial<PolicyOptions> {
  if (!form.bucket) return {};
  return { objects: regions.map((region) => ({ bucket: bucketIn(form, region), key: form.key })), fromBucket };
}
