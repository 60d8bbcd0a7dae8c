import type { DeployRequest } from "../deploy-request";
import { functionRow } from "../deploy-row";
import { type DeployForm, endpointOf } from "../form";
import type { Deployment, Goal } from "../goal";
import type { Services } from "../services";
import { functionCommands, functionTestCommands, namedFunctions } from "./commands";
import { deployFunctions } from "./deploy-functions";
import type { FunctionDeploy, NewFunction } from "./function-deploy";

/** Updates functions, or creates them. */
export const functionGoal: Goal = { prepare, commands: functionCommands, testCommands: functionTestCommands };

function prepare(request: DeployRequest, services: Services): Deployment {
  const { form, zip } = request;
  const deploy = functionDeployOf(request);
  const deploys = namedFunctions(form).map((target) => ({ target, deploy }));
  return {
    rows: deploys.map(({ target }) => functionRow(target, zip)),
    run: (rows, reports) => deployFunctions(deploys, rows, reports, services),
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
