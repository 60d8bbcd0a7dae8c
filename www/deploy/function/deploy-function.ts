import type { Finding } from "../../packager/types";
import type { FunctionConfiguration } from "../aws-types";
import { DeployError } from "../error";
import type { FunctionRef } from "../function-ref";
import type { DifferencesAnswer, OnProgress } from "../progress";
import type { TransferOptions } from "../transfer";
import { type ConfigurationChange, configureFunction, isConfigured } from "./configure";
import { createFunction, tryCreate } from "./create";
import {
  expectPackage,
  type FunctionDeploy,
  type FunctionDeployContext,
  type FunctionJob,
  hasPackage,
  type NewFunction,
} from "./function-deploy";
import { publishVersion } from "./publish";
import { tryUpdate, updateFunction } from "./update";

/** A function that was compared with the package. Nothing has been sent to it yet. */
export interface CheckedFunction {
  /** The differences that the user must be asked about; empty if there are none, or if that was chosen before. */
  differences: Finding[];
  /**
   * Deploys the package, and verifies that the function has it. First the steps that change nothing if they fail
   * (uploading), then the code, then the configuration that fits it, then version and alias. After a failure in between,
   * the next deploy continues from the state that it finds.
   */
  deploy(answer: DifferencesAnswer): Promise<void>;
}

/** Looks at a function before a deploy. Rejects if the package cannot work there. */
export async function checkFunction(
  deploy: FunctionDeploy,
  target: FunctionRef,
  context: FunctionDeployContext,
  onProgress: OnProgress,
  options: TransferOptions,
): Promise<CheckedFunction> {
  const { lambda } = context;
  const { functionName, region } = target;
  const place = { ...deploy.place, region };
  const job: FunctionJob = { ...context, ...target, deploy, place, onProgress, options };
  onProgress({ stage: "checking" });
  const found = await lambda.find(place, functionName, options.signal);
  if (!found) {
    const create = expectNew(job);
    return { differences: [], deploy: () => deployNew(job, create) };
  }
  const before = await waitWhileChanging(job, found);
  const findings = await compareWithPackage(job, before);
  if (deploy.dryRun) return { differences: [], deploy: () => tryUpdate(job, before, findings) };
  // After a failed update, the reported code may not be the code that runs.
  const wasDeployed = hasPackage(before, deploy) && before.lastUpdateStatus !== "Failed";
  const isAsked = !wasDeployed && !deploy.configure;
  const differences = isAsked ? findings.filter(({ code }) => DIFFERENCES.has(code)) : [];
  return {
    differences,
    async deploy(answer) {
      const isSet = answer === "configure" && differences.length > 0;
      const settled = isSet ? { ...job, deploy: { ...deploy, configure: true } } : job;
      const remaining = isSet ? findings.filter((finding) => !differences.includes(finding)) : findings;
      const updated = wasDeployed ? before : await updateFunction(settled, before, remaining);
      const configured = await setConfiguration(settled, updated);
      await publishVersion(settled, {
        stage: "done",
        configuration: configured ?? updated,
        findings: remaining,
        also: configured ? ["configuration"] : [],
        ...(wasDeployed && { wasDeployed }),
      });
    },
  };
}

/** The findings about values of a function that a deploy can set to those of the package. */
const DIFFERENCES = new Set(["deploy-architecture", "deploy-runtime", "deploy-handler"]);

/** The values of a function that does not exist yet. Throws if it is not to be created. */
function expectNew({ deploy, functionName, region }: FunctionJob): NewFunction {
  if (!deploy.create) {
    throw new DeployError({
      code: "function-missing",
      message: `There is no function "${functionName}" in "${region}"`,
      hint: "Correct its name or the region, or create it",
    });
  }
  if (deploy.create.role === "") {
    throw new DeployError({
      code: "role-unnamed",
      message: `"${functionName}" does not exist, and no execution role is named to create it with`,
      hint: "Write the ARN of the role that the function is to run as",
    });
  }
  return deploy.create;
}

async function deployNew(job: FunctionJob, create: NewFunction): Promise<void> {
  if (job.deploy.dryRun) return tryCreate(job);
  const configuration = await createFunction(job, create);
  await publishVersion(job, { stage: "done", configuration, also: [] });
}

/** Waits before reading the revision, because a change in progress gives the function another revision when it ends. */
async function waitWhileChanging(job: FunctionJob, found: FunctionConfiguration): Promise<FunctionConfiguration> {
  const { lambda, place, functionName, onProgress, options } = job;
  const onWait = () => onProgress({ stage: "updating" });
  return lambda.waitWhileChanging(found, place, functionName, onWait, options.signal);
}

/** Compares the package with the function as it will be configured. Throws if the package cannot work there. */
async function compareWithPackage(job: FunctionJob, before: FunctionConfiguration): Promise<Finding[]> {
  const { deploy, lambda, onProgress } = job;
  const { runtime, handler, architecture, unzippedSize, zip } = deploy;
  const { bucket, publish } = deploy;
  const pressed = {
    ...{ runtime, architecture, unzippedSize, codeSha256: zip.codeSha256, ...(handler && { handler }) },
    isInBucket: bucket !== undefined,
    isVersioned: publish || job.alias !== undefined,
  };
  const findings = await lambda.aws.call("compareFunction", { ...before, ...configurationOf(deploy) }, pressed);
  onProgress({ stage: "checking", findings, configuration: before });
  const error = findings.find(({ severity }) => severity === "error");
  if (error) throw new DeployError(error);
  return findings;
}

/** Sets runtime and handler if that is requested. Undefined if the function already has them. */
async function setConfiguration(
  job: FunctionJob,
  now: FunctionConfiguration,
): Promise<FunctionConfiguration | undefined> {
  const { deploy, lambda, place, functionName, onProgress, options } = job;
  const change = configurationOf(deploy);
  if (isConfigured(now, change)) return undefined;
  onProgress({ stage: "configuring" });
  const revisionId = deploy.guard ? now.revisionId : undefined;
  const configuration = await configureFunction(lambda, place, functionName, change, revisionId, options);
  expectPackage(configuration, deploy);
  return configuration;
}

function configurationOf({ configure, runtime, handler }: FunctionDeploy): Omit<ConfigurationChange, "layers"> {
  return configure ? { runtime, ...(handler && { handler }) } : {};
}
