/** The preview while the form is filled in: the commands for it, and the kind of a pasted link. */

import { type Problem, toProblem } from "../../common/problem";
import type { Finding } from "../../packager/types";
import type { FunctionConfiguration } from "../aws-types";
import type { AwsClient } from "../client";
import { corsAdvice } from "../cors";
import type { DeployPackage, DeployRequest } from "../deploy-request";
import type { CommandText, Policies } from "../deploy-state";
import { type DeployForm, endpointOf, parseHeaders } from "../form";
import { parseFunctions } from "../function-ref";
import { GOALS } from "../goals";
import { type FunctionFit, functionNamed, listedIn } from "../listing";
import { POLICY_USES, policyOptions } from "../policy";
import { noteAddresses } from "./addresses";
import { type ControllerContext, currentRequest } from "./context";

/** The code of the problem that credentials were pasted as a link. */
const EMPTIED = "upload-credentials";

/** The code of the problem that no function is named. */
const UNNAMED = "function-unnamed";

/** Milliseconds between the last change of the form and the update of the preview. */
const DELAY = 150;

/** Updates the preview whenever the form has changed. */
export function keepPreview(context: ControllerContext): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  // The problem of an earlier form, which the preview removes. A deploy of the present form may be refused before that.
  let stale = context.store.state.problem;
  const renew = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const request = currentRequest(context);
      // The module is not fetched before there is something to deploy or to open.
      if (!request && context.store.state.session === null) return;
      if (request) void showPreview(context, request, stale);
      void showFits(context, request?.zip).catch(() => {});
      void noteAddresses(context);
    }, DELAY);
  };
  context.store.subscribe((state, previous) => {
    const { form, listing, project } = previous;
    if (state.form !== form) stale = state.problem;
    if (state.form !== form || state.listing !== listing || state.project !== project) renew();
  });
  // A package may already have been pressed.
  renew();
}

async function showPreview(context: ControllerContext, request: DeployRequest, stale: Problem | null): Promise<void> {
  const { store, services } = context;
  const { form } = request;
  const { commands, testCommands } = await commandsOf(context, request);
  const cors = await corsAdvice(services.aws, form, store.state.upload).catch(() => null);
  // The form has changed: another preview will follow.
  if (form !== store.state.form) return;
  store.dispatch({ type: "commands", commands, testCommands, cors });
  if (form.method !== "link" || form.link.trim() === "") {
    const { problem } = store.state;
    // The problem explains why the field is empty, so it stays.
    const isEmptied = form.method === "link" && problem?.code === EMPTIED;
    const isKept = isEmptied || problem !== stale;
    return store.dispatch({ type: "upload", upload: null, problem: isKept ? problem : null });
  }
  await showUpload(context, request);
}

/**
 * Compares the functions that the form names with the package, as far as they are listed. Also updates the policies.
 */
async function showFits({ store, services: { aws } }: ControllerContext, zip?: DeployPackage): Promise<void> {
  const { form, listing, project } = store.state;
  const policies: Policies = {};
  for (const use of POLICY_USES) {
    const options = policyOptions(use, form, listing, project);
    if (options) policies[use] = await aws.call("iamPolicy", options);
  }
  const targets = form.goal === "function" ? parseFunctions(form.functions, form.region) : [];
  const fits: FunctionFit[] = [];
  for (const target of targets) {
    const listed = listedIn(listing, endpointOf(form, target.region));
    if (!listed) continue;
    const name = target.functionName;
    const configuration = functionNamed(listed, target);
    if (!configuration) fits.push({ name, findings: [] });
    else fits.push({ name, configuration, findings: zip ? await compare(aws, configuration, form, zip) : [] });
  }
  if (form === store.state.form && project === store.state.project) store.dispatch({ type: "fits", fits, policies });
}

/** Findings about what in the package will not fit the function once it is deployed. */
function compare(
  aws: AwsClient,
  configuration: FunctionConfiguration,
  form: DeployForm,
  { runtime, architecture, handler, unzippedSize, codeSha256 }: DeployPackage,
): Promise<Finding[]> {
  const after = form.configure ? { ...configuration, runtime, ...(handler && { handler }) } : configuration;
  const pressed = { runtime, architecture, unzippedSize, codeSha256, ...(handler && { handler }) };
  return aws.call("compareFunction", after, { ...pressed, isInBucket: form.bucket !== "", isVersioned: form.publish });
}

/** The commands for the form. */
async function commandsOf({ services: { aws } }: ControllerContext, request: DeployRequest) {
  const { shell, goal: name } = request.form;
  const goal = GOALS[name];
  const commands = await commandText(async () =>
    aws.call("commandScript", await goal.commands(request, aws, shell), shell),
  );
  // The calls do not need each other.
  const testCommands = await commandText(async () =>
    ((await goal.testCommands?.(request, aws, shell)) ?? []).join("\n"),
  );
  return { commands, testCommands };
}

/** The text, or why it cannot be made. A field that is still empty is no problem. */
async function commandText(make: () => Promise<string>): Promise<CommandText> {
  try {
    return { text: await make(), problem: null };
  } catch (error) {
    const problem = toProblem(error);
    return { text: "", problem: problem.code === UNNAMED ? null : problem };
  }
}

/** Checks the pasted link. The CORS configuration is then for the bucket of the link. */
async function showUpload({ store, services }: ControllerContext, { form, zip }: DeployRequest): Promise<void> {
  try {
    const upload = await services.links.read(form.link, zip, parseHeaders(form.linkHeaders));
    const cors = await corsAdvice(services.aws, form, upload).catch(() => null);
    if (form !== store.state.form) return;
    store.dispatch({ type: "upload", upload, problem: null });
    const { commands, testCommands } = store.state;
    store.dispatch({ type: "commands", commands, testCommands, cors });
  } catch (error) {
    if (form !== store.state.form) return;
    const problem = toProblem(error);
    // Credentials do not stay in the page.
    if (problem.code === EMPTIED) store.dispatch({ type: "form", change: { link: "" } });
    store.dispatch({ type: "upload", upload: null, problem });
  }
}
