import type { FunctionConfiguration, PolicyFunction, PolicyOptions, PolicyStep } from "./aws-types";
import { bucketIn, type DeployForm, endpointOf } from "./form";
import { type FunctionRef, parseFunctions } from "./function-ref";
import { accountOf, functionNamed, type Listing, listedIn } from "./listing";
import type { ProjectScope } from "./project/project-request";

/**
 * The purpose of a policy: the deploy that the form describes, a test call of the function and its log, opening the
 * function, uploading all packages of a repository, or updating the functions of a repository.
 */
export type PolicyUse = "deploy" | "test" | "open" | "upload-all" | "update-all";

/** All purposes. */
export const POLICY_USES: PolicyUse[] = ["deploy", "test", "open", "upload-all", "update-all"];

/** The permissions that a purpose needs, for the names in the form and the account, if it is known. */
export function policyOptions(
  use: PolicyUse,
  form: DeployForm,
  listing: Listing,
  project: ProjectScope | null,
): PolicyOptions | undefined {
  const { region, role } = form;
  const listed = listing.status === "listed" ? listing.functions[0]?.functionArn : undefined;
  const account = accountOf(listed) ?? accountOf(role);
  const options = optionsOf(use, form, listing, project);
  return options && { region, ...(account && { account }), ...options };
}

function optionsOf(use: PolicyUse, form: DeployForm, listing: Listing, project: ProjectScope | null) {
  switch (use) {
    case "deploy":
      return deployOptions(form, listing);
    case "test":
    case "open":
      return functionOptions(use, form, listing);
    case "upload-all":
      return project?.bucket ? projectObjects(project, false) : undefined;
    case "update-all":
      return project ? updateAllOptions(project, form, listing) : undefined;
  }
}

/** For the functions of a repository. Only some fields of the form apply to them. */
function updateAllOptions(
  project: ProjectScope,
  form: DeployForm,
  listing: Listing,
): Partial<PolicyOptions> | undefined {
  const functions = functionsOf(project.functions, form, listing);
  if (functions.length === 0) return undefined;
  const isFromBucket = project.isLarge && project.bucket !== "";
  const steps = updateSteps({ ...form, create: false }, listing, functions);
  return { functions, steps, ...(isFromBucket && projectObjects(project, true)) };
}

function projectObjects({ bucket, keys }: ProjectScope, fromBucket: boolean): Partial<PolicyOptions> {
  return { objects: [{ bucket, key: keys }], fromBucket };
}

/** For the first function of the form, which is called or opened. */
function functionOptions(use: "test" | "open", form: DeployForm, listing: Listing): Partial<PolicyOptions> | undefined {
  const functions = functionsOf(form.functions, form, listing).slice(0, 1);
  if (use === "open") return { functions, steps: ["list", "open"] };
  return functions.length > 0 ? { functions, steps: ["invoke", "logs"] } : undefined;
}

function deployOptions(form: DeployForm, listing: Listing): Partial<PolicyOptions> | undefined {
  switch (form.goal) {
    case "function":
      return updateOptions(form, listing);
    case "layer": {
      if (!form.layerName) return undefined;
      const functions = functionsOf(form.attachTo, form, listing);
      const steps: PolicyStep[] = functions.length > 0 ? ["configure"] : [];
      return { layer: form.layerName, functions, steps, ...objectOptions(form, [form.region], true) };
    }
    case "object":
      return form.bucket ? objectOptions(form, [form.region], false) : undefined;
    case "share": {
      const share = form.share === "ticket" ? "ticket" : "once";
      return form.bucket ? { share, ...objectOptions(form, [form.region], false) } : undefined;
    }
  }
}

/** The steps of a deploy that updates the code of functions. */
function updateSteps(form: DeployForm, listing: Listing, functions: PolicyFunction[]): PolicyStep[] {
  const { configure, publish, create, dryRun, capacityProvider } = form;
  // A version is always published on managed instances.
  const isManaged =
    (create && capacityProvider !== "") ||
    functions.some((target) => foundIn(listing, form, target)?.capacityProviderConfig !== undefined);
  const isVersioned = publish || isManaged || functions.some(({ alias }) => alias);
  // A dry run of an update needs the permissions of the update, and changes nothing else.
  const more: [PolicyStep, boolean][] = [
    ["create", create && !dryRun],
    ["configure", configure && !dryRun],
    ["publish", isVersioned && !dryRun],
    ["alias", !dryRun && functions.some(({ alias }) => alias)],
  ];
  return ["update", ...more.flatMap(([step, isWanted]) => (isWanted ? [step] : []))];
}

function updateOptions(form: DeployForm, listing: Listing): Partial<PolicyOptions> {
  const { create, role, codeKey, capacityProvider } = form;
  const functions = functionsOf(form.functions, form, listing);
  return {
    functions,
    steps: ["list", ...updateSteps(form, listing, functions)],
    ...(create && role && { role: role.trim() }),
    ...(create && codeKey && { sourceKmsKeyArn: codeKey.trim() }),
    ...(create && capacityProvider && { capacityProviderArn: capacityProvider.trim() }),
    ...objectOptions(form, [...new Set(functions.map(({ region }) => region))], true),
  };
}

/** The functions that a field names, with values from the list of functions. */
function functionsOf(text: string, form: DeployForm, listing: Listing): PolicyFunction[] {
  return parseFunctions(text, form.region).map((target) => {
    const found = foundIn(listing, form, target);
    const logGroup = found?.loggingConfig?.logGroup;
    return { ...target, ...(logGroup && { logGroup }), ...(found && { layers: found.layers.map(({ arn }) => arn) }) };
  });
}

function foundIn(listing: Listing, form: DeployForm, target: FunctionRef): FunctionConfiguration | undefined {
  const listed = listedIn(listing, endpointOf(form, target.region));
  return listed && functionNamed(listed, target);
}

/** The S3 objects of the form. `fromBucket`: whether Lambda takes the package from the bucket. */
function objectOptions(form: DeployForm, regions: string[], fromBucket: boolean): Partial<PolicyOptions> {
  if (!form.bucket) return {};
  return { objects: regions.map((region) => ({ bucket: bucketIn(form, region), key: form.key })), fromBucket };
}
