import { LIMITS } from "../../common/facts";
import type { DeployRequest } from "../deploy-request";
import { functionRow } from "../deploy-row";
import { type DeployForm, endpointOf } from "../form";
import type { Deployment, Goal } from "../goal";
import type { Services } from "../services";
import { functionCommands, functionTestCommands, namedFunctions } from "./commands";
import { deployFunction } from "./deploy-function";
import type { FunctionDeploy, NewFunction } from "./function-deploy";
import { forEachFunction } from "./function-runs";
import { SharedUploads } from "./shared-uploads";

/** Updates functions, or creates them. */
export const functionGoal: Goal = { prepare, commands: functionCommands, testCommands: functionTestCommands };

function prepare(request: DeployRequest, { lambda, s3, session }: Services): Deployment {
  const { form, zip } = request;
  const targets = namedFunctions(form);
  return {
    rows: targets.map((target) => functionRow(target, zip.blob.size)),
    run: (rows, reports) =>
      session.use(() => {
        const shared = { lambda, uploads: new SharedUploads(s3), limit: LIMITS.directUpload };
        const deploy = functionDeployOf(request);
        return forEachFunction(targets, rows, reports, (target, { onProgress, ask, ...options }) => {
          // Several functions are deployed without questions.
          const waits: typeof ask = (differences) => session.whileWaiting(() => ask(differences));
          const context = targets.length === 1 ? { ...shared, ask: waits } : shared;
          return deployFunction(deploy, target, context, onProgress, options);
        });
      }),
  };
}

function functionDeployOf({ form, zip }: DeployRequest): FunctionDeploy {
  const { bucket, key, ifNoneMatch, publish, dryRun, configure, guard } = form;
  const { unzippedSize, runtime, architecture, handler } = zip;
  return {
    zip,
    unzippedSize,
    runtime,
    architecture,
    ...(handler && { handler }),
    place: endpointOf(form),
    ...(bucket && { bucket }),
    key,
    ifNoneMatch,
    publish,
    dryRun,
    configure,
    guard,
    ...(form.create && { create: newFunctionOf(form) }),
  };
}

function newFunctionOf({ role, codeKey, byReference, capacityProvider }: DeployForm): NewFunction {
  return {
    role: role.trim(),
    byReference,
    ...(codeKey && { sourceKmsKeyArn: codeKey.trim() }),
    ...(capacityProvider && { capacityProviderArn: capacityProvider.trim() }),
  };
}
